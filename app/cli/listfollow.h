#pragma once
#include "app/cli/context.h"
#include "net/http/eventsource.h"
#include <QHash>
#include <QJsonObject>

namespace slipway::cli {

/// `list --follow`: the list of containers, then what changes in it. JSON: one object a line,
/// {"container":ROW} or {"removed":ID}. Otherwise the table, then a line per change. What a reconnect repeats
/// is not printed again; a connection that was open once is resumed for as long as it takes (--timeout bounds
/// it).
class ListFollow : public QObject
{
    Q_OBJECT
public:
    explicit ListFollow(Context &context);
    void start();

private:
    void read(const http::EventBatch &events);
    void replaceAll(const QList<QJsonObject> &rows);
    void printTable(const QList<QJsonObject> &rows);
    void take(const QJsonObject &row);
    void forget(const QString &id);
    void tellState(http::StreamState state);

    Context &m_context;
    http::EventSource m_source;
    QHash<QString, QJsonObject> m_rows; // by id, as they were printed
    bool m_hasList = false;
    QString m_lastNote;
};

} // namespace slipway::cli
