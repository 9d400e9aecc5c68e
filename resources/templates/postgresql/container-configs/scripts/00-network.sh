set -eu
version=$(ls /etc/postgresql | sort -n | tail -n 1)
conf=/etc/postgresql/$version/main
log_info "Letting PostgreSQL $version listen beyond this container"
mkdir -p "$conf/conf.d"
cat >"$conf/conf.d/50-slipway.conf" <<'CONF'
listen_addresses = '*'
password_encryption = 'scram-sha-256'
CONF
# Private networks only, and never without a password.
if ! grep -q '^# slipway$' "$conf/pg_hba.conf"; then
    {
        printf '# slipway\n'
        for network in 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fd00::/8; do
            printf 'host all all %s scram-sha-256\n' "$network"
        done
    } >>"$conf/pg_hba.conf"
fi
systemctl enable postgresql
systemctl restart "postgresql@$version-main"
