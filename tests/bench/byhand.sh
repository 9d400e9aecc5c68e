#!/bin/sh
# usage: byhand.sh LXC-PATH NAME
# What somebody types to get what slipwayd makes: a network, a busybox container in it with a root password, its
# address, one script run in it, a look for services. The same programs with the same arguments, one after the other.
# Prints the seconds from the first command to the last, then removes everything again.
set -eu
path=$1 name=$2
dir=$path/$name
bridge=byhand0
attach() {
  lxc-attach -P "$path" -n "$name" --clear-env \
    --set-var PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin -- /bin/sh -c "$@"
}
undo() {
  lxc-stop -P "$path" -n "$name" -k 2>/dev/null || true
  nft delete table ip byhand 2>/dev/null || true
  ip link delete "$bridge" 2>/dev/null || true
  rm -rf --one-file-system -- "$dir"
}
trap undo EXIT

began=$(date +%s%N)
ip link add name "$bridge" type bridge
ip addr add 10.86.0.1/24 dev "$bridge"
ip link set "$bridge" up
nft 'add table ip byhand; add chain ip byhand out { type nat hook postrouting priority 100 ; }; add rule ip byhand out ip saddr 10.86.0.0/24 ip daddr != 10.86.0.0/24 masquerade'
mkdir -p "$dir/rootfs"
cat >"$dir/config" <<CONFIG
lxc.uts.name = $name
lxc.rootfs.path = dir:$dir/rootfs
lxc.net.0.type = veth
lxc.net.0.link = $bridge
lxc.net.0.flags = up
lxc.net.0.ipv4.address = 10.86.0.2/24
lxc.net.0.ipv4.gateway = 10.86.0.1
CONFIG
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  printf 'lxc.cgroup2.memory.max = 512M\nlxc.cgroup2.cpu.max = 100000 100000\n' >>"$dir/config"
else
  printf 'lxc.cgroup.memory.limit_in_bytes = 512M\nlxc.cgroup.cpu.cfs_period_us = 100000\nlxc.cgroup.cpu.cfs_quota_us = 100000\n' >>"$dir/config"
fi
/usr/share/lxc/templates/lxc-busybox --name="$name" --path="$dir" --rootfs="$dir/rootfs" >/dev/null
chroot "$dir/rootfs" /bin/sh -c 'echo "$1" >/etc/hostname; sed -i /udhcpc/d /etc/init.d/rcS; cat >/etc/resolv.conf' sh "$name" </etc/resolv.conf
lxc-start -P "$path" -n "$name" -d
attach 'exit 0'
echo root:bench-secret | attach 'command -v chpasswd >/dev/null 2>&1 && exec chpasswd
IFS=: read -r user password
printf "%s\n%s\n" "$password" "$password" | passwd "$user"' >/dev/null
[ -n "$(lxc-info -P "$path" -n "$name" -iH)" ]
printf '#!/bin/sh\nfor i in 1 2 3; do echo "line $i"; done\n' |
  attach 'umask 077; mkdir -p /run/slipway; cat >/run/slipway/00-lines.sh'
attach 'sh /run/slipway/00-lines.sh' >/dev/null
attach 'rm -f /run/slipway/00-lines.sh'
lxc-info -P "$path" -n "$name" -sH >/dev/null
attach 'ls /etc/slipway/credentials 2>/dev/null; ls /etc/init.d 2>/dev/null; exit 0' >/dev/null
ended=$(date +%s%N)
awk -v a="$began" -v b="$ended" 'BEGIN { printf "%.6f\n", (b - a) / 1e9 }'
