set -eu
log_info "Looking for the way in which Docker can store its layers here"
mkdir -p /etc/docker /var/lib/docker
probe=$(mktemp -d /var/lib/docker/probe.XXXXXX)
mkdir "$probe/lower" "$probe/upper" "$probe/work" "$probe/merged"
driver=vfs
if mount -t overlay overlay -o "lowerdir=$probe/lower,upperdir=$probe/upper,workdir=$probe/work" "$probe/merged" 2>/dev/null; then
    umount "$probe/merged"
    driver=overlay2
elif [ -c /dev/fuse ]; then
    driver=fuse-overlayfs
else
    log_warn "Layers are copied whole (vfs): neither overlayfs nor FUSE is allowed here. Give the container FUSE to save space."
fi
rm -rf "$probe"
log_info "Storage driver: $driver"
# A file of the operator stays; it is tried as it is.
if [ ! -e /etc/docker/daemon.json ]; then
    printf '{ "storage-driver": "%s", "log-driver": "local" }\n' "$driver" >/etc/docker/daemon.json
fi
