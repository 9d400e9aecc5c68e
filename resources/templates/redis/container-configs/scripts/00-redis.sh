set -eu
log_info "Making a password"
password=$(generate_password 32)
# What the container may use, not what the machine has.
total=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    [ -r "$limit" ] || continue
    own=$(awk '/^[0-9]+$/ { print int($1 / 1048576) }' "$limit")
    if [ -n "$own" ] && [ "$own" -gt 0 ] && [ "$own" -lt "$total" ]; then
        total=$own
    fi
done
umask 077
cat >/etc/redis/slipway.conf <<CONF
bind * -::*
requirepass $password
appendonly yes
maxmemory $((total * 60 / 100))mb
maxmemory-policy volatile-lru
CONF
chown redis:redis /etc/redis/slipway.conf
if ! grep -q '^include /etc/redis/slipway.conf$' /etc/redis/redis.conf; then
    printf '\ninclude /etc/redis/slipway.conf\n' >>/etc/redis/redis.conf
fi
log_info "Redis may use $((total * 60 / 100)) MB"
systemctl enable redis-server
systemctl restart redis-server
tries=0
until [ "$(printf 'AUTH %s\nPING\n' "$password" | redis-cli 2>/dev/null | tail -n 1)" = PONG ]; do
    tries=$((tries + 1))
    if [ "$tries" -ge 30 ]; then
        log_error "Cannot reach Redis. It does not answer after 30 s."
        exit 1
    fi
    sleep 1
done
save_credential redis-server PASSWORD "$password"
log_info "Redis answers on port 6379"
