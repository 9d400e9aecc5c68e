set -eu
log_info "Switching nginx to the site of this template"
rm -f /etc/nginx/sites-enabled/default
ln -sf /etc/nginx/sites-available/slipway.conf /etc/nginx/sites-enabled/slipway.conf
nginx -t
systemctl enable nginx
systemctl restart nginx
systemctl is-active --quiet nginx
log_info "nginx serves /srv/www on port 80"
