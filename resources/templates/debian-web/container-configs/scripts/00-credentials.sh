set -eu
log_info "Making a password for the site"
password=$(generate_password 20)
hash=$(printf '%s\n' "$password" | openssl passwd -apr1 -stdin)
umask 027
printf 'admin:%s\n' "$hash" >/etc/nginx/slipway.htpasswd
chgrp www-data /etc/nginx/slipway.htpasswd
save_credential nginx USER admin
save_credential nginx PASSWORD "$password"
log_info "Only user admin can read the site"
