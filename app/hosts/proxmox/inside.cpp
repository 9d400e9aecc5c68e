#include "app/hosts/proxmox/inside.h"

#include <array>
#include <thread>

using namespace Qt::Literals::StringLiterals;

namespace slipway::hosts {

namespace {

constexpr auto kReconnectPause = std::chrono::milliseconds(700);

} // namespace

const char kNodePrefix[] = "PATH=/sbin:/bin:/usr/sbin:/usr/bin:$PATH LC_ALL=C; export PATH LC_ALL; asroot=; "
                           "[ \"$(id -u)\" = 0 ] || asroot='sudo -n'; exec $asroot ";

const char kPutVerified[] = R"sh(
set -e
umask 022
path=$1
directory=${path%/*}
[ -n "$directory" ] || directory=/
if [ -d "$path" ]; then echo "$path is a directory" >&2; exit 1; fi
size=$4
summer=cksum
command -v cksum >/dev/null 2>&1 || summer='busybox cksum'
known=$(printf '' | $summer 2>/dev/null) || known=
sum=$5
right() {
    [ "$(($(wc -c <"$1")))" -eq "$size" ] || return 1
    [ -n "$known" ] || return 0
    found=$($summer <"$1")
    [ "${found%% *}" = "$sum" ]
}
same=
if [ -n "$known" ] && [ -f "$path" ] && [ ! -L "$path" ] && right "$path"; then same=1; fi
mkdir -p "$directory"
if [ -z "$same" ] && { [ -e "$path" ] || [ -L "$path" ]; }; then
    case $2 in
        default) cat >/dev/null; echo kept; exit 0 ;;
        backup) cp -a "$path" "$path.bak-$(date +%Y%m%d%H%M%S)" ;;
    esac
fi
new=$(mktemp "$directory/.slipway.XXXXXX")
trap 'rm -f "$new"' EXIT
cat >"$new"
right "$new" || exit 95
chmod "$3" "$new"
mv -f "$new" "$path"
trap - EXIT
)sh";

bool isLost(const ssh::Failure &failure)
{
    switch (failure.kind) {
    case ssh::Kind::ConnectionLost:
    case ssh::Kind::Unreachable:
    case ssh::Kind::Refused: // a node that goes down refuses channels first
    case ssh::Kind::Timeout:
        return true;
    default:
        return false;
    }
}

bool pause(std::chrono::milliseconds time, const CancelToken &cancel)
{
    const auto end = CancelToken::Clock::now() + time;
    while (CancelToken::Clock::now() < end) {
        if (cancel.isCancelled())
            return false;
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(end - CancelToken::Clock::now());
        std::this_thread::sleep_for(
            std::clamp(left, std::chrono::milliseconds(1), std::chrono::milliseconds(100)));
    }
    return !cancel.isCancelled();
}

ssh::Outcome<ssh::Output> execRepeatable(InsideShell &shell, const ShellCall &what, const CancelToken &cancel,
                                         std::chrono::milliseconds patience,
                                         const std::function<void(const QByteArray &)> &log)
{
    const auto deadline = CancelToken::Clock::now() + patience;
    for (bool told = false;; told = true) {
        auto done = shell.exec(what, cancel);
        if (done || !isLost(done.error()) || CancelToken::Clock::now() >= deadline)
            return done;
        if (!told && log)
            log("Connection to the node lost; trying again");
        if (!pause(kReconnectPause, cancel))
            return ssh::refuse(ssh::Kind::Cancelled, u"Stopped."_s);
    }
}

std::optional<Error> pctRefusal(int exitCode, const QByteArray &errors, const QString &label)
{
    if (exitCode == 0)
        return std::nullopt;
    const QString words = QString::fromUtf8(errors.trimmed()).right(2000);
    if (errors.contains("not running"))
        return Error{ErrorCode::HostFailed,
                     u"Cannot go on in container %1. It is not running. Start it first."_s.arg(label), words,
                     false};
    if (errors.contains("Configuration file") && errors.contains("does not exist"))
        return Error{ErrorCode::NotFound,
                     u"Cannot go on in container %1. It is gone from its node."_s.arg(label), words, false};
    if (exitCode == 127 && errors.contains("pct") && errors.contains("not found"))
        return Error{
            ErrorCode::HostFailed,
            u"Cannot work in container %1. The program pct is not on the machine that ssh leads to. Let "
            "\"ssh.host\" of the node name a Proxmox VE node."_s.arg(label),
            words, false};
    if (errors.contains("sudo:"))
        return Error{
            ErrorCode::HostFailed,
            u"Cannot work in container %1. The ssh user may not run pct. Sign in as root, or allow it in "
            "sudoers: NOPASSWD for pct."_s.arg(label),
            words, false};
    return std::nullopt;
}

quint32 posixChecksum(QByteArrayView bytes)
{
    static const std::array<quint32, 256> table = [] {
        std::array<quint32, 256> out{};
        for (quint32 i = 0; i < 256; ++i) {
            quint32 value = i << 24;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 0x80000000U) != 0 ? (value << 1) ^ 0x04C11DB7U : value << 1;
            out[i] = value;
        }
        return out;
    }();
    quint32 sum = 0;
    const auto take = [&](quint32 byte) { sum = (sum << 8) ^ table[((sum >> 24) ^ byte) & 0xffU]; };
    for (const char c : bytes)
        take(static_cast<unsigned char>(c));
    for (qsizetype length = bytes.size(); length != 0; length >>= 8)
        take(static_cast<quint32>(length & 0xff));
    return ~sum;
}

} // namespace slipway::hosts
