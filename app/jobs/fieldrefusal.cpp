#include "app/jobs/fieldrefusal.h"

#include <QRegularExpression>
#include <QStringList>

using namespace Qt::Literals::StringLiterals;

namespace slipway {

Error refusal(const QList<FieldError> &errors)
{
    QStringList all;
    for (const FieldError &error : errors)
        all.append(error.field + u": "_s + error.message.simplified());
    return {ErrorCode::Invalid, errors.first().message, all.join(u'\n'), false};
}

QList<FieldError> refusedFields(const Error &error)
{
    static const QRegularExpression line(u"^([A-Za-z][A-Za-z0-9]*(?:[.\\[][A-Za-z0-9.\\[\\]]*)?): (.+)$"_s);
    QList<FieldError> fields;
    if (error.code != ErrorCode::Invalid || error.detail.isEmpty())
        return fields;
    for (const QString &text : error.detail.split(u'\n')) {
        const QRegularExpressionMatch match = line.match(text);
        if (!match.hasMatch())
            return {}; // other words
        fields.append({match.captured(1), match.captured(2)});
    }
    return fields;
}

} // namespace slipway
