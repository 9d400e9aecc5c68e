#include "net/proxmox/apierror.h"
#include <QRegularExpression>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace slipway::proxmox {

namespace {

struct Words
{
    Cause cause;
    QRegularExpression pattern;
};

// From PVE::LXC, PVE::AbstractConfig, PVE::Storage and PVE::Tools of 8 and 9. The first that fits counts.
const std::array<Words, 12> &table()
{
    static const std::array<Words, 12> words{{
        {Cause::MissingPermission, QRegularExpression(u"Permission check failed"_s)},
        {Cause::DuplicateVmid,
         QRegularExpression(
             u"already exists on node|\\b(?:VM|CT) \\d+ already exists|config file already exists"_s)},
        {Cause::Locked, QRegularExpression(u"\\b(?:CT|VM) is locked\\b"_s)},
        {Cause::LockTimeout,
         QRegularExpression(
             u"can't lock file .*got timeout|got lock (?:request )?timeout|cfs-lock .* error"_s)},
        {Cause::NoSuchContainer,
         QRegularExpression(
             u"(?:lxc|qemu-server)/\\d+\\.conf' does not exist|\\b(?:CT|VM) '?\\d+'? does not exist|"
             "no such (?:VM|CT)\\b|unable to find configuration file for (?:VM|CT)"_s)},
        {Cause::AlreadyRunning, QRegularExpression(u"\\b(?:CT|VM) \\d+ (?:is )?already running"_s)},
        {Cause::NotRunning,
         QRegularExpression(u"\\b(?:CT|VM) \\d+ (?:is )?not running|container .* is not running"_s)},
        {Cause::NoSuchTemplate,
         QRegularExpression(
             u"volume '[^']*vztmpl/[^']*' does not exist|unable to open file '[^']*/template/cache/|"
             "no such template"_s)},
        {Cause::WrongContent,
         QRegularExpression(u"does not support (?:container directories|content-type 'rootdir')|"
                            "content type 'rootdir' is not available"_s)},
        {Cause::NoSuchStorage,
         QRegularExpression(u"storage '[^']*' (?:does not exist|is not available|is disabled|is not online)|"
                            "no such storage"_s)},
        {Cause::StorageFull,
         QRegularExpression(
             u"No space left on device|out of space|(?:not enough|insufficient) (?:free )?(?:space|"
             "extents)|Disk quota exceeded"_s,
             QRegularExpression::CaseInsensitiveOption)},
        {Cause::NoSuchBridge, QRegularExpression(u"bridge '[^']*' does not exist"_s)},
    }};
    return words;
}

} // namespace

Cause causeOf(QStringView words)
{
    const QString text = words.toString();
    for (const Words &known : table()) {
        if (known.pattern.match(text).hasMatch())
            return known.cause;
    }
    return Cause::Unknown;
}

QString lockOf(QStringView words)
{
    static const QRegularExpression pattern(u"is locked \\(([^)]*)\\)"_s);
    return pattern.match(words.toString()).captured(1);
}

std::optional<MissingPermission> missingPermissionOf(QStringView words)
{
    const QString text = words.toString();
    static const QRegularExpression pattern(u"Permission check failed(?: \\((.*)\\))?"_s);
    const QRegularExpressionMatch match = pattern.match(text);
    MissingPermission missing;
    missing.rootOnly = text.contains("root@pam"_L1);
    if (!match.hasMatch())
        return missing.rootOnly ? std::optional(missing) : std::nullopt;
    static const QRegularExpression named(u"\\A(/[^,]*), *([A-Za-z][A-Za-z.|, ]*)\\z"_s);
    const QRegularExpressionMatch inside = named.match(match.captured(1));
    if (inside.hasMatch()) {
        static const QRegularExpression separators(u"[|, ]+"_s);
        missing.path = inside.captured(1);
        missing.privileges = inside.captured(2).split(separators, Qt::SkipEmptyParts);
    }
    return missing;
}

} // namespace slipway::proxmox
