set -eu
log_info "Starting Docker"
systemctl reset-failed docker 2>/dev/null || true
systemctl enable docker
if ! systemctl restart docker || ! docker info >/dev/null 2>&1; then
    journalctl -u docker -n 15 --no-pager -o cat || true
    log_error "Cannot start Docker. The container lacks what it needs: on Proxmox VE turn on nesting and keyctl; with plain LXC allow nesting in its configuration (lxc.include = /usr/share/lxc/config/nesting.conf)."
    exit 1
fi
# Docker may answer and still not be allowed to start a container: try it with what is here, without a network.
log_info "Trying a container"
tar -chf - -C / usr/bin/true "$(ldd /usr/bin/true | awk '$3 ~ /^\// { print substr($3, 2); exit }')" \
    "$(ldd /usr/bin/true | awk '$1 ~ /^\// { print substr($1, 2); exit }')" | docker import - slipway-probe >/dev/null
tried=0
words=$(docker run --rm --network none slipway-probe /usr/bin/true 2>&1) || tried=$?
docker rmi -f slipway-probe >/dev/null 2>&1 || true
if [ "$tried" -ne 0 ]; then
    printf '%s\n' "$words"
    log_error "Cannot run a container in this one. The host does not allow it: on Proxmox VE turn on nesting and keyctl; with plain LXC include /usr/share/lxc/config/nesting.conf and use cgroup v2."
    exit 1
fi
if [ -n "$CONTAINER_USER" ]; then
    usermod -aG docker "$CONTAINER_USER"
    log_info "$CONTAINER_USER may use docker from the next sign-in on"
fi
log_info "Docker $(docker version --format '{{.Server.Version}}'), storage driver $(docker info --format '{{.Driver}}')"
