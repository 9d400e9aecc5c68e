#include "app/hosts/proxmox/detachedscripts.h"

namespace slipway::hosts {

const char kPrepare[] = R"sh(
set -e
umask 077
if [ -d "$1" ]; then cat >/dev/null; echo again; exit 0; fi
mkdir -p "${1%/*}"
chmod 700 "${1%/*}"
part="$1.part$$"
rm -rf "$part"
mkdir "$part"
trap 'rm -rf "$part"' EXIT
cat >"$part/all"
[ "$(($(wc -c <"$part/all")))" -eq "$6" ] || exit 95
sum=$(cksum <"$part/all" 2>/dev/null || busybox cksum <"$part/all" 2>/dev/null) || sum=
[ -z "$sum" ] || [ "${sum%% *}" = "$7" ] || exit 95
# cut START LENGTH: of a file, since head may read more of a pipe than it prints.
cut() { tail -c "+$(($1 + 1))" "$part/all" | head -c "$2"; }
cut 0 "$3" >"$part/.helpers"
cut "$3" "$4" >"$part/$2"
cut "$(($3 + $4))" "$5" >"$part/.run"
cut "$(($3 + $4 + $5))" "$(($6 - $3 - $4 - $5))" >"$part/.guard"
rm -f "$part/all"
: >"$part/log"
mv "$part" "$1"
trap - EXIT
)sh";

// mkdir is the one step that only one of several can take.
const char kLaunch[] = R"sh(
[ -d "$1" ] || { echo 'the run was not prepared' >&2; exit 1; }
mkdir "$1/started" 2>/dev/null || { echo again; exit 0; }
umask 022
setsid=
! command -v setsid >/dev/null 2>&1 || setsid=setsid
env -i PATH="$PATH" SLIPWAY_RUN="$2" $setsid /bin/sh "$1/.guard" "$1" "$4" "$3" </dev/null >>"$1/log" 2>&1 &
)sh";

const char kGuard[] = R"sh(
echo $$ >"$1/pid.new" && mv "$1/pid.new" "$1/pid"
exec 4>&2 2>/dev/null # this shell's own words ("Killed") are no output of the script
(exec /bin/sh "$1/.run" "$@" 2>&4 4>&-) # dash would redirect itself meanwhile
echo $? >"$1/exit.new" && mv "$1/exit.new" "$1/exit"
)sh";

// One open file for all cats: each goes on where the one before ended. What has long been taken over is given
// back to the memory that /run is made of, where the tool for that is there.
const char kFollow[] = R"sh(
[ -d "$1" ] || { echo slipway-absent >&2; exit 0; }
[ -d "$1/started" ] || { echo slipway-unstarted >&2; exit 0; }
exec 3<"$1/log" || exit 1
skip() { [ "$2" -eq 0 ] || dd bs="$1" count="$2" <&3 >/dev/null 2>&1; }
skip 65536 "$(($2 / 65536))"
skip 256 "$(($2 % 65536 / 256))"
skip 1 "$(($2 % 256))"
echo slipway-follow >&2
kept=8388608
punched=0
punch=
! fallocate --help 2>&1 | grep -q punch-hole || punch=1
waited=0
while :; do
    alive=1
    if [ -s "$1/pid" ]; then
        read -r pid <"$1/pid"
        [ -d "/proc/$pid" ] || alive=
    else
        waited=$((waited + 1))
        [ "$waited" -lt 60 ] || alive=
    fi
    ended=
    [ ! -e "$1/exit" ] || ended=1
    cat <&3 || exit 1
    if [ -n "$ended" ]; then
        read -r code <"$1/exit"
        read -r word at </proc/$$/fdinfo/3
        echo "slipway-exit:$code:$at" >&2
        exit 0
    fi
    [ -d "$1" ] || { echo slipway-absent >&2; exit 0; }
    [ -n "$alive" ] || { echo slipway-lost >&2; exit 0; }
    if [ -n "$punch" ] && read -r word at </proc/$$/fdinfo/3 && [ "$((at - kept))" -gt "$((punched + 4194304))" ]; then
        punched=$((at - kept))
        fallocate -p -o 0 -l "$punched" "$1/log" 2>/dev/null || punch=
    fi
    sleep 0.2 2>/dev/null || sleep 1
done
)sh";

const char kEnd[] = R"sh(
runs=$1
only=$2
marked() {
    found=' '
    for proc in /proc/[0-9]*; do
        tr '\0' '\n' <"$proc/environ" 2>/dev/null | grep -qxF "SLIPWAY_RUN=$1" || continue
        found="$found${proc#/proc/} "
    done
}
withDescendants() {
    more=1
    while [ -n "$more" ]; do
        more=
        for proc in /proc/[0-9]*; do
            pid=${proc#/proc/}
            case $found in *" $pid "*) continue ;; esac
            { read -r stat <"$proc/stat"; } 2>/dev/null || continue
            set -- ${stat##*) }
            case $found in *" $2 "*) found="$found$pid "; more=1 ;; esac
        done
    done
}
end() {
    mkdir "$runs/$1/started" 2>/dev/null # a launch that is still under way comes too late
    round=0
    while [ "$round" -lt 30 ]; do
        marked "$1"
        [ "$found" != ' ' ] || break
        withDescendants
        kill -9 $found 2>/dev/null
        round=$((round + 1))
    done
    rm -rf "$runs/$1"
}
if [ -n "$only" ]; then end "$only"; exit 0; fi
for run in "$runs"/*; do
    [ -d "$run" ] || continue
    end "${run##*/}"
done
)sh";

} // namespace slipway::hosts
