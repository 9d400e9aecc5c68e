#pragma once
#include "app/progress/progressreducer.h"
#include "tests/support/cuts.h"
#include "tests/support/paths.h"

#include <QFile>

namespace slipway::test {

inline QByteArray recorded(const QString &name)
{
    QFile file(test::sourceDir() + QStringLiteral("/tests/app/progress/data/") + name +
               QStringLiteral(".sse"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Frames of a recorded body, each with its blank line.
inline QByteArrayList frames(const QByteArray &body)
{
    QByteArrayList out;
    for (qsizetype at = 0, end; (end = body.indexOf("\n\n", at)) >= 0; at = end + 2)
        out.append(body.mid(at, end + 2 - at));
    return out;
}

/// One connection: `body` through the parser in pieces of `pieceSize` bytes (0 = whole) into the reducer.
inline void play(ProgressReducer &reducer, const QByteArray &body, ProgressChanges &changes,
                 qsizetype pieceSize = 0)
{
    sse::EventStreamParser parser;
    reducer.connectionOpened();
    for (const QByteArray &piece : pieces(body, pieceSize)) {
        QList<sse::Event> events;
        parser.feed(piece, events);
        for (const sse::Event &event : std::as_const(events))
            reducer.take(event, changes);
    }
}

/// Stepper and scripts in one line: x done, > active, ! error, . pending, then the percent.
inline QString picture(const Snapshot &state)
{
    const auto sign = [](StepState s) { return QStringLiteral(".>x!").at(static_cast<int>(s)); };
    QString out;
    for (Step step : kAllSteps)
        out += sign(state.stepState(step));
    for (const QString &script : state.scriptNames)
        out += u' ' + script.left(2) + u':' + sign(state.scriptState(script));
    return out + QStringLiteral(" %1").arg(state.percent);
}

inline QStringList texts(const QList<LogLine> &lines)
{
    QStringList out;
    for (const LogLine &line : lines)
        out.append(line.text);
    return out;
}

} // namespace slipway::test
