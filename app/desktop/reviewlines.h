#pragma once
#include "app/desktop/createstep.h"

#include <QJsonObject>
#include <QList>

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

/// All of a request as toRedactedJson() shows it, in groups for people; a key that has no words here is shown
/// under its own name, so that nothing is sent that was not shown. Pure.
QList<ReviewGroup> reviewGroups(const QJsonObject &request);

} // namespace slipway::desktop
