#include "tests/fakes/fakepve/table.h"

// One call per unindented line, one parameter per indented one:
//   NAME[COPIES]! TYPE [MIN..MAX] [len=MIN..MAX] [format=F] [pattern=P] [enum=a|b] [needs=OTHER] [since=9]
//   [until=8]
// "!" is required, "*" in front is the default key of a property string. Only facts of the interface.
namespace slipway::fakes::pve {

const char *const tableText = R"(
format rootfs
  *volume! string format=pve-lxc-mp-string
  size string format=disk-size
  acl boolean
  mountoptions string pattern=(discard|lazytime|noatime|nodev|noexec|nosuid)(;(discard|lazytime|noatime|nodev|noexec|nosuid))*
  quota boolean
  replicate boolean
  ro boolean
  shared boolean
format mp
  *volume! string format=pve-lxc-mp-string
  mp! string format=pve-lxc-mp-string
  size string format=disk-size
  acl boolean
  backup boolean
  keepattrs boolean since=9
  mountoptions string pattern=(discard|lazytime|noatime|nodev|noexec|nosuid)(;(discard|lazytime|noatime|nodev|noexec|nosuid))*
  quota boolean
  replicate boolean
  ro boolean
  shared boolean
format net
  name! string pattern=[-_.\w\d]+
  bridge string pattern=[-_.\w\d]+
  firewall boolean
  gw string format=ipv4
  gw6 string format=ipv6
  host-managed boolean since=9
  hwaddr string format=mac-addr
  ip string format=pve-ipv4-config
  ip6 string format=pve-ipv6-config
  link_down boolean
  mtu integer 64..65535
  rate number
  tag integer 1..4094
  trunks string pattern=\d+(?:;\d+)*
  type string enum=veth
format features
  force_rw_sys boolean
  fuse boolean
  keyctl boolean
  mknod boolean
  mount string pattern=[a-zA-Z0-9_;\x20]+
  nesting boolean
format dev
  *path string format=pve-lxc-dev-string
  deny-write boolean
  gid integer 0..
  mode string pattern=0[0-7]{3}
  uid integer 0..
format unused
  *volume! string format=pve-volume-id

POST /access/ticket
  username! string len=..64
  password! string
  otp string
  realm string format=pve-realm len=..32
  tfa-challenge string
  new-format boolean
  path string len=..64 needs=privs
  privs string format=pve-priv-list len=..64 needs=path
GET /access/permissions
  path string
  userid string pattern=[^\s:/]+\@[A-Za-z][A-Za-z0-9\.\-_]+(?:![A-Za-z][A-Za-z0-9\.\-_]+)?
GET /version
GET /nodes
GET /nodes/{node}/status
  node! string format=pve-node
GET /nodes/{node}/version
  node! string format=pve-node
GET /cluster/nextid
  vmid integer 100..999999999 format=pve-vmid
GET /cluster/resources
  type string enum=vm|storage|node|sdn
GET /cluster/status
GET /cluster/tasks
GET /pools
  poolid string format=pve-poolid
  type string enum=qemu|lxc|storage needs=poolid
GET /nodes/{node}/storage
  node! string format=pve-node
  content string format=pve-storage-content-list
  enabled boolean
  format boolean
  storage string format=pve-storage-id
  target string format=pve-node
GET /nodes/{node}/storage/{storage}/status
  node! string format=pve-node
  storage! string format=pve-storage-id
GET /nodes/{node}/storage/{storage}/content
  node! string format=pve-node
  storage! string format=pve-storage-id
  content string format=pve-storage-content
  vmid integer 100..999999999 format=pve-vmid
POST /nodes/{node}/storage/{storage}/download-url
  node! string format=pve-node
  storage! string format=pve-storage-id
  url! string pattern=https?://.*
  content! string format=pve-storage-content enum=iso|vztmpl|import
  filename! string len=..255
  checksum string needs=checksum-algorithm
  checksum-algorithm string enum=md5|sha1|sha224|sha256|sha384|sha512 needs=checksum
  compression string
  verify-certificates boolean
GET /nodes/{node}/query-url-metadata
  node! string format=pve-node
  url! string pattern=https?://.*
  verify-certificates boolean
GET /nodes/{node}/network
  node! string format=pve-node
  type string enum=bridge|bond|eth|alias|vlan|fabric|OVSBridge|OVSBond|OVSPort|OVSIntPort|vnet|any_bridge|any_local_bridge|include_sdn since=9
  type string enum=bridge|bond|eth|alias|vlan|OVSBridge|OVSBond|OVSPort|OVSIntPort|vnet|any_bridge|any_local_bridge until=8
GET /nodes/{node}/aplinfo
  node! string format=pve-node
POST /nodes/{node}/aplinfo
  node! string format=pve-node
  storage! string format=pve-storage-id
  template! string len=..255
GET /nodes/{node}/lxc
  node! string format=pve-node
POST /nodes/{node}/lxc
  node! string format=pve-node
  vmid! integer 100..999999999 format=pve-vmid
  ostemplate! string len=..255
  password string len=5..
  storage string format=pve-storage-id
  force boolean
  restore boolean
  unique boolean needs=restore
  pool string format=pve-poolid
  ignore-unpack-errors boolean
  ssh-public-keys string
  bwlimit number 0..
  start boolean
  unprivileged boolean
  ha-managed boolean since=9
  include config
PUT /nodes/{node}/lxc/{vmid}/config
  node! string format=pve-node
  vmid! integer 100..999999999 format=pve-vmid
  delete string format=pve-configid-list
  digest string len=..40
  revert string format=pve-configid-list
  unprivileged boolean
  include config
include config
  arch string enum=amd64|i386|arm64|armhf|riscv32|riscv64
  cmode string enum=shell|console|tty
  console boolean
  cores integer 1..8192
  cpulimit number 0..8192
  cpuunits integer 0..500000
  debug boolean
  description string len=..8192
  dev[256] string format={dev}
  entrypoint string pattern=[^\x00-\x08\x10-\x1F\x7F]+ since=9
  env string pattern=(?:\w+=[^\x00-\x08\x10-\x1F\x7F]*)(?:\0\w+=[^\x00-\x08\x10-\x1F\x7F]*)* since=9
  features string format={features}
  hookscript string format=pve-volume-id
  hostname string format=dns-name len=..255
  lock string enum=backup|create|destroyed|disk|fstrim|migrate|mounted|rollback|snapshot|snapshot-delete
  memory integer 16..
  mp[256] string format={mp}
  nameserver string format=lxc-ip-with-ll-iface-list
  net[32] string format={net}
  onboot boolean
  ostype string enum=debian|devuan|ubuntu|centos|fedora|opensuse|archlinux|alpine|gentoo|nixos|unmanaged
  protection boolean
  rootfs string format={rootfs}
  searchdomain string format=dns-name-list
  startup string format=pve-startup-order
  swap integer 0..
  tags string format=pve-tag-list
  template boolean
  timezone string format=pve-ct-timezone
  tty integer 0..6
  unused[256] string format={unused}
include container
  node! string format=pve-node
  vmid! integer 100..999999999 format=pve-vmid
include task
  node! string format=pve-node
  upid! string
GET /nodes/{node}/lxc/{vmid}
  include container
DELETE /nodes/{node}/lxc/{vmid}
  include container
  destroy-unreferenced-disks boolean
  force boolean
  purge boolean
GET /nodes/{node}/lxc/{vmid}/config
  include container
  current boolean
  snapshot string format=pve-configid len=..40
GET /nodes/{node}/lxc/{vmid}/interfaces
  include container
GET /nodes/{node}/lxc/{vmid}/status
  include container
GET /nodes/{node}/lxc/{vmid}/status/current
  include container
POST /nodes/{node}/lxc/{vmid}/status/start
  include container
  debug boolean
  skiplock boolean
POST /nodes/{node}/lxc/{vmid}/status/stop
  include container
  overrule-shutdown boolean
  skiplock boolean
POST /nodes/{node}/lxc/{vmid}/status/shutdown
  include container
  forceStop boolean
  timeout integer 0..
POST /nodes/{node}/lxc/{vmid}/status/reboot
  include container
  timeout integer 0..
GET /nodes/{node}/lxc/{vmid}/snapshot
  include container
POST /nodes/{node}/lxc/{vmid}/snapshot
  include container
  snapname! string format=pve-configid len=..40
  description string
POST /nodes/{node}/lxc/{vmid}/clone
  include container
  newid! integer 100..999999999 format=pve-vmid
  bwlimit number 0..
  description string
  full boolean
  hostname string format=dns-name
  pool string format=pve-poolid
  snapname string format=pve-configid len=..40
  storage string format=pve-storage-id
  target string format=pve-node
PUT /nodes/{node}/lxc/{vmid}/resize
  include container
  disk! string enum=rootfs|mp0..mp255
  size! string pattern=\+?\d+(\.\d+)?[KMGT]?
  digest string len=..40
GET /nodes/{node}/tasks
  node! string format=pve-node
  errors boolean
  limit integer 0..
  since integer
  source string enum=archive|active|all
  start integer 0..
  statusfilter string format=pve-task-status-type-list
  typefilter string
  until integer
  userfilter string
  vmid integer 100..999999999 format=pve-vmid
GET /nodes/{node}/tasks/{upid}
  include task
DELETE /nodes/{node}/tasks/{upid}
  include task
GET /nodes/{node}/tasks/{upid}/status
  include task
GET /nodes/{node}/tasks/{upid}/log
  include task
  download boolean
  limit integer 0..
  start integer 0..
)";

} // namespace slipway::fakes::pve
