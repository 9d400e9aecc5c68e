#include "app/domain/hostnamepattern.h"

#include "app/domain/containerspec.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace slipway {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("slipway::HostnamePattern", text); }

tl::unexpected<Error> refused(const QString &message) { return fail(ErrorCode::Invalid, message); }

tl::unexpected<Error> tooMany()
{
    return refused(tr("Cannot create more than %1 containers at once. Make the range shorter.")
                       .arg(kMaxExpandedHostnames));
}

/// As a person writes it down: the name of a group, for a message.
QString shown(QStringView group) { return u"{%1}"_s.arg(group); }

Result<QStringList> range(const QRegularExpressionMatch &match)
{
    const QString first = match.captured(1), last = match.captured(2);
    const int from = first.toInt(), to = last.toInt();
    if (std::abs(to - from) >= kMaxExpandedHostnames)
        return tooMany();
    // A leading zero asks for numbers of one width, as shells have it.
    const bool padded =
        (first.size() > 1 && first.startsWith(u'0')) || (last.size() > 1 && last.startsWith(u'0'));
    const auto width = padded ? static_cast<int>(std::max(first.size(), last.size())) : 0;
    QStringList values;
    const int step = from <= to ? 1 : -1;
    for (int value = from; value != to + step; value += step)
        values.append(u"%1"_s.arg(value, width, 10, QChar(u'0')));
    return values;
}

Result<QStringList> groupValues(QStringView group)
{
    static const QRegularExpression numbers(u"\\A([0-9]{1,6})\\.\\.([0-9]{1,6})\\z"_s);
    const QRegularExpressionMatch match = numbers.match(group.toString());
    if (match.hasMatch())
        return range(match);
    if (group.isEmpty())
        return refused(
            tr("Cannot read the names. The braces are empty. Write a range like {1..5} or words like "
               "{a,b,c}."));
    if (group.contains(".."_L1))
        return refused(
            tr("Cannot read the range %1. It needs a number of at most six digits on each side. Write "
               "it like {1..5} or {01..05}.")
                .arg(shown(group)));
    const QStringList words = group.toString().split(u',');
    if (words.size() < 2)
        return refused(
            tr("Cannot read %1. It is neither a range nor several words. Write {1..5} or {a,b,c}, or leave "
               "the braces out.")
                .arg(shown(group)));
    if (words.contains(QString()))
        return refused(
            tr("Cannot read the words %1. There is nothing before or after a comma. Remove the comma "
               "or add a word.")
                .arg(shown(group)));
    if (words.size() > kMaxExpandedHostnames)
        return tooMany();
    return words;
}

/// The parts of `pattern` in order: what a fixed part can be is that text alone.
Result<QList<QStringList>> partsOf(const QString &pattern)
{
    QList<QStringList> parts;
    for (qsizetype at = 0; at < pattern.size();) {
        const qsizetype open = pattern.indexOf(u'{', at);
        const QString fixed = pattern.sliced(at, (open < 0 ? pattern.size() : open) - at);
        if (fixed.contains(u'}'))
            return refused(
                tr("Cannot read the names. There is a closing brace without an opening one. Write a "
                   "range like {1..5}."));
        if (!fixed.isEmpty())
            parts.append({fixed});
        if (open < 0)
            break;
        const qsizetype close = pattern.indexOf(u'}', open);
        if (close < 0)
            return refused(tr("Cannot read the names. A brace is not closed. Add \"}\" after the range."));
        const QStringView group = QStringView(pattern).sliced(open + 1, close - open - 1);
        if (group.contains(u'{'))
            return refused(
                tr("Cannot read the names. There are braces within braces. Put the groups one after "
                   "the other."));
        const Result<QStringList> values = groupValues(group);
        if (!values)
            return tl::unexpected(values.error());
        parts.append(*values);
        at = close + 1;
    }
    return parts;
}

} // namespace

bool isHostnamePattern(const QString &pattern) { return pattern.contains(u'{') || pattern.contains(u'}'); }

Result<QStringList> expandHostnames(const QString &pattern)
{
    const Result<QList<QStringList>> parts = partsOf(pattern);
    if (!parts)
        return tl::unexpected(parts.error());
    QStringList names{QString()};
    for (const QStringList &part : *parts) {
        if (names.size() * part.size() > kMaxExpandedHostnames)
            return tooMany();
        QStringList longer;
        for (const QString &name : std::as_const(names)) {
            for (const QString &value : part)
                longer.append(name + value);
        }
        names = longer;
    }
    for (const QString &name : std::as_const(names)) {
        const auto problem = validateHostname(name);
        if (problem && !isHostnamePattern(pattern))
            return refused(problem->message);
        if (problem)
            return refused(tr("The name \"%1\" would not do. %2").arg(name, problem->message));
        if (names.count(name) > 1)
            return refused(
                tr("Cannot use the name \"%1\" twice. Each container needs a name of its own. Remove one.")
                    .arg(name));
    }
    return names;
}

} // namespace slipway
