set -eu
log_info "Making a password for Prometheus"
password=$(generate_password 20)
hash=$(printf '%s\n' "$password" | htpasswd -inB admin | cut -d: -f2)
umask 027
printf 'basic_auth_users:\n  admin: "%s"\n' "$hash" >/etc/prometheus/web.yml
chgrp prometheus /etc/prometheus/web.yml
# Prometheus watches itself, too: it has to sign in.
printf '%s' "$password" >/etc/prometheus/own-password
chgrp prometheus /etc/prometheus/own-password
chmod 640 /etc/prometheus/web.yml /etc/prometheus/own-password
save_credential prometheus USER admin
save_credential prometheus PASSWORD "$password"
