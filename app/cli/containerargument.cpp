#include "app/cli/containerargument.h"
#include "app/cli/answers.h"
#include "app/cli/format.h"
#include "app/cli/terminaltext.h"
#include "app/domain/container.h"
#include <QJsonDocument>
#include <QRegularExpression>

namespace slipway::cli {
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype kShortest = 4; // of the beginning of an id

// As ContainerId::generate() makes it.
bool looksLikeId(const QString &text)
{
    static const QRegularExpression shape(u"\\A[a-z2-7]{26}\\z"_s);
    return shape.match(text).hasMatch();
}

struct Named
{
    QString id;
    QString hostname;
    QString lifecycle;
};

QList<Named> namedBy(const QString &text, const QList<QJsonObject> &all)
{
    QList<Named> byName;
    QList<Named> byBeginning;
    for (const QJsonObject &row : all) {
        const Named one{row.value("id"_L1).toString(), row.value("hostname"_L1).toString(),
                        row.value("lifecycle"_L1).toString()};
        if (one.id == text)
            return {one};
        if (one.hostname.compare(text, Qt::CaseInsensitive) == 0)
            byName.append(one);
        else if (text.size() >= kShortest && one.id.startsWith(text))
            byBeginning.append(one);
    }
    if (byName.isEmpty())
        return byBeginning;
    QList<Named> alive;
    std::copy_if(byName.cbegin(), byName.cend(), std::back_inserter(alive),
                 [](const Named &one) { return one.lifecycle != lifecycleName(Lifecycle::Error); });
    return alive.size() == 1 ? alive : byName;
}

void choose(Context &context, const QList<Named> &found, const std::function<void()> &start)
{
    const QString &text = context.line().target;
    if (found.isEmpty())
        return context.fail(Context::tr("Cannot find container %1. None has this id or hostname; see "
                                        "'slipwayctl list'.")
                                .arg(text),
                            Failed);
    if (found.size() == 1)
        return context.replaceTarget(found.first().id, start);
    QStringList lines{
        Context::tr("Cannot choose. %1 means %2 containers. Use the id of one:").arg(text).arg(found.size())};
    for (const Named &one : found)
        lines += terminalSafe(u"  %1  %2  %3"_s.arg(one.id, one.hostname, one.lifecycle), Colors::Remove);
    context.fail(lines, Failed);
}

} // namespace

void findContainerByName(Context &context, const std::function<void()> &start)
{
    if (looksLikeId(context.line().target))
        return;
    context.setNotFoundHandler([&context, start](const QStringList &lines) {
        context.client().get(u"/api/containers"_s, &context, [&context, start, lines](const Reply &reply) {
            // Another dashboard may have no list, or not for us.
            if (!reply || QJsonDocument::fromJson(reply->body).isNull())
                return context.fail(lines, Failed);
            choose(context, namedBy(context.line().target, containerObjects(reply->body)), start);
        });
    });
}

} // namespace slipway::cli
