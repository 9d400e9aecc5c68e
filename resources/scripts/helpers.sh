# Functions and variables for setup scripts. Read before each script by the shell that runs it: bash where there
# is one, any POSIX shell (dash, busybox ash) otherwise. Everything here must work in both, with any value.
#
# File descriptor 9 leads to the log even inside $(…). A value that is announced there in an APC sequence
# (ESC _ slipway-secret:BASE64 ESC \) is taken out of the stream and shown nowhere from then on.
exec 9>&1

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
DEBIAN_FRONTEND=noninteractive
LC_ALL=C
export PATH DEBIAN_FRONTEND LC_ALL

CONTAINER_OS=$( . /etc/os-release 2>/dev/null && printf '%s' "${ID:-}" )
CONTAINER_OS_VERSION=$( . /etc/os-release 2>/dev/null && printf '%s' "${VERSION_ID:-}" )
if [ -z "$CONTAINER_OS" ] && [ -e /bin/busybox ]; then
    CONTAINER_OS=busybox
fi
# The login name of user 1000; empty when there is none.
CONTAINER_USER=$(awk -F: '$3 == 1000 { print $1; exit }' /etc/passwd 2>/dev/null)
export CONTAINER_OS CONTAINER_OS_VERSION CONTAINER_USER

log_info() { printf '[INFO   ] %s\n' "$*"; }
log_warn() { printf '[WARN   ] %s\n' "$*"; }
log_error() { printf '[ERROR  ] %s\n' "$*" >&2; }

# is_installed NAME: a package of that name is installed, or a command of that name is there.
is_installed() {
    if command -v dpkg-query >/dev/null 2>&1 &&
        dpkg-query -W -f '${db:Status-Abbrev}' -- "$1" 2>/dev/null | grep -q '^.i'; then
        return 0
    fi
    if command -v apk >/dev/null 2>&1 && apk info -e "$1" >/dev/null 2>&1; then
        return 0
    fi
    command -v "$1" >/dev/null 2>&1
}

# wait_for_apt_lock [SECONDS]: until no other process holds the locks of apt and dpkg; 1 when it took too long.
wait_for_apt_lock() {
    _slipway_left=${1:-300}
    while _slipway_apt_locked; do
        if [ "$_slipway_left" -le 0 ]; then
            log_error 'Another process holds the lock of the package manager. Giving up.'
            return 1
        fi
        [ $((_slipway_left % 10)) -ne 0 ] || log_info 'Waiting for the lock of the package manager...'
        _slipway_left=$((_slipway_left - 1))
        sleep 1
    done
}

# True when a process other than ours holds one of the locks: /proc/locks names its inode. (Opening a lock file
# and closing it again, as fuser-less tricks do, would release a lock of our own.)
_slipway_apt_locked() {
    for _slipway_lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock; do
        [ -e "$_slipway_lock" ] || continue
        _slipway_inode=$(stat -c %i "$_slipway_lock" 2>/dev/null) || continue
        if grep -q ":$_slipway_inode " /proc/locks 2>/dev/null; then
            return 0
        fi
    done
    return 1
}

# ensure_installed NAME…: installs what is not installed yet.
ensure_installed() {
    for _slipway_package in "$@"; do
        if is_installed "$_slipway_package"; then
            continue
        fi
        log_info "Installing $_slipway_package"
        if command -v apt-get >/dev/null 2>&1; then
            wait_for_apt_lock || return 1
            if [ -z "${_slipway_updated:-}" ]; then
                apt-get update -q || return 1
                _slipway_updated=1
            fi
            apt-get install -y -q --no-install-recommends -- "$_slipway_package" || return 1
        elif command -v apk >/dev/null 2>&1; then
            apk add --no-cache -- "$_slipway_package" || return 1
        else
            log_error "Cannot install $_slipway_package. This container has neither apt-get nor apk."
            return 1
        fi
    done
}

# run_as_user COMMAND [ARGUMENT…]: as CONTAINER_USER, with its HOME, every argument as it is.
run_as_user() {
    if [ -z "$CONTAINER_USER" ]; then
        log_error 'Cannot run a command as the user. There is no user with UID 1000.'
        return 1
    fi
    _slipway_home=$(awk -F: -v u="$CONTAINER_USER" '$1 == u { print $6; exit }' /etc/passwd)
    if command -v runuser >/dev/null 2>&1; then
        runuser -u "$CONTAINER_USER" -- env "HOME=$_slipway_home" "USER=$CONTAINER_USER" "$@"
        return
    fi
    # su takes one string: each argument is put in single quotes.
    _slipway_command="HOME=$(_slipway_quoted "$_slipway_home")"
    for _slipway_argument in "$@"; do
        _slipway_command="$_slipway_command $(_slipway_quoted "$_slipway_argument")"
    done
    su -s /bin/sh "$CONTAINER_USER" -c "$_slipway_command"
}

# The value in single quotes, for a shell. The X keeps line feeds at its end.
_slipway_quoted() {
    _slipway_text=$(printf '%sX' "$1" | sed "s/'/'\\\\''/g")
    printf "'%s'" "${_slipway_text%X}"
}

_slipway_secret() {
    [ -n "$1" ] || return 0
    _slipway_coded=$(printf '%s' "$1" | base64 2>/dev/null | tr -d '\n') || return 0
    [ -z "$_slipway_coded" ] || printf '\033_slipway-secret:%s\033\\' "$_slipway_coded" >&9
}

# generate_password [LENGTH]: letters and digits from the kernel's random numbers, 24 of them by default.
generate_password() {
    _slipway_length=${1:-24}
    case $_slipway_length in
        '' | *[!0-9]*) log_error "generate_password: '$_slipway_length' is not a length"; return 1 ;;
    esac
    _slipway_password=
    while [ "${#_slipway_password}" -lt "$_slipway_length" ]; do
        _slipway_password=$_slipway_password$(head -c 256 /dev/urandom | tr -dc 'A-Za-z0-9')
    done
    _slipway_password=$(printf '%s' "$_slipway_password" | head -c "$_slipway_length")
    _slipway_secret "$_slipway_password"
    printf '%s' "$_slipway_password"
}

# save_credential SERVICE KEY VALUE: into /etc/slipway/credentials/SERVICE, mode 600; a KEY saved before is
# replaced. VALUE may hold anything but NUL; it is kept in double quotes with \\ \" \$ \` \n \r escaped.
save_credential() {
    case $1 in
        '' | .* | -* | *[!A-Za-z0-9@._:-]*) log_error "save_credential: '$1' is not the name of a service"; return 1 ;;
    esac
    case $2 in
        '' | [0-9]* | *[!A-Za-z0-9_]*) log_error "save_credential: '$2' is not the name of a field"; return 1 ;;
    esac
    case $2 in
        *[Uu][Ss][Ee][Rr]* | *[Pp][Oo][Rr][Tt]* | *[Uu][Rr][Ll]* | *[Hh][Oo][Ss][Tt]* | *[Dd][Aa][Tt][Aa][Bb][Aa][Ss][Ee]*) ;;
        *) _slipway_secret "$3" ;;
    esac
    (
        umask 077
        _slipway_file=/etc/slipway/credentials/$1
        mkdir -p /etc/slipway/credentials || exit 1
        chmod 700 /etc/slipway/credentials
        _slipway_new=$(mktemp "$_slipway_file.XXXXXX") || exit 1
        if [ -f "$_slipway_file" ]; then
            grep -v "^$2=" "$_slipway_file" >"$_slipway_new"
        fi
        # The X keeps line feeds at the end of the value; printf is a builtin: no value appears in a process list.
        _slipway_value=$(printf '%sX' "$3" | sed 's/[\\"$`]/\\&/g' | awk 'NR > 1 { printf "\\n" } { gsub(/\r/, "\\r"); printf "%s", $0 }')
        printf '%s="%s"\n' "$2" "${_slipway_value%X}" >>"$_slipway_new" && mv -f "$_slipway_new" "$_slipway_file"
    ) || {
        log_error "save_credential: cannot write the credentials of $1"
        return 1
    }
}
