#pragma once
#include "app/desktop/createstep.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace slipway::desktop {

/// One line of the review: what the request says of one thing.
struct ReviewLine
{
    QString label;
    QString value;
    bool operator==(const ReviewLine &) const = default;
};
struct ReviewGroup
{
    QString title;
    CreateStep step = CreateStep::Configure; ///< where it is changed
    QList<ReviewLine> lines;
    bool operator==(const ReviewGroup &) const = default;
};

/// What differs between several requests.
struct ReviewTable
{
    QStringList paths;  ///< "hostname", "network.ipv4"…, in the order of the review; empty: nothing differs
    QStringList labels; ///< of these
    QList<QStringList> rows; ///< one for each request, a value for each path
    bool operator==(const ReviewTable &) const = default;
};
ReviewTable reviewTable(const QList<QJsonObject> &requests); ///< as toRedactedJson() shows them. Pure.

/// All of a request as toRedactedJson() shows it, in groups for people, `without` what is shown elsewhere; a
/// key that has no words here is shown under its own name, so that nothing is sent that was not shown. Pure.
QList<ReviewGroup> reviewGroups(const QJsonObject &request, const QStringList &without = {});

} // namespace slipway::desktop
