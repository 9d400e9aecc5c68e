#!/bin/sh
# BusyBox has no bash: the scripts of this template keep to POSIX sh.
set -eu
log_info "Checking what this BusyBox can do"
if ! busybox --list 2>/dev/null | grep -qx httpd; then
    log_error "Cannot serve pages. This BusyBox was built without httpd. Install busybox-static on the host."
    exit 1
fi
if netstat -ltn 2>/dev/null | grep -q ':8080 '; then
    log_error "Cannot use port 8080. Something listens there already."
    exit 1
fi
log_info "httpd is there, port 8080 is free"
