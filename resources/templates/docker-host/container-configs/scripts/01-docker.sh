set -eu
log_info "Starting Docker"
systemctl reset-failed docker 2>/dev/null || true
systemctl enable docker
if ! systemctl restart docker || ! docker info >/dev/null 2>&1; then
    journalctl -u docker -n 15 --no-pager -o cat || true
    log_error "Cannot start Docker. The container lacks what it needs: on Proxmox VE turn on nesting and keyctl; with plain LXC allow nesting in its configuration (lxc.include = /usr/share/lxc/config/nesting.conf)."
    exit 1
fi
if [ -n "$CONTAINER_USER" ]; then
    usermod -aG docker "$CONTAINER_USER"
    log_info "$CONTAINER_USER may use docker from the next sign-in on"
fi
log_info "Docker $(docker version --format '{{.Server.Version}}'), storage driver $(docker info --format '{{.Driver}}')"
