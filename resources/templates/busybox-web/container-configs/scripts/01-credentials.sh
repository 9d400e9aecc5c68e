#!/bin/sh
set -eu
log_info "Making a password for the site"
password=$(generate_password 20)
umask 077
printf '/:admin:%s\n' "$password" >/etc/httpd.conf
save_credential httpd USER admin
save_credential httpd PASSWORD "$password"
log_info "Only user admin can read the site"
