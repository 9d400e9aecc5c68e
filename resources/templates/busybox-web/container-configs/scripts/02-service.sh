#!/bin/sh
set -eu
log_info "Letting init start httpd, now and after each restart"
touch /etc/inittab
if ! grep -q 'httpd -f' /etc/inittab; then
    printf '::respawn:/bin/busybox httpd -f -p 8080 -h /srv/www -c /etc/httpd.conf\n' >>/etc/inittab
fi
kill -HUP 1
tries=0
until netstat -ltn 2>/dev/null | grep -q ':8080 '; do
    tries=$((tries + 1))
    if [ "$tries" -ge 15 ]; then
        log_error "Cannot start httpd. Nothing listens on port 8080 after 15 s."
        exit 1
    fi
    sleep 1
done
log_info "httpd listens on port 8080"
