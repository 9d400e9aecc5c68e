#pragma once
#include "tests/fakes/fakepve.h"
#include <QJsonObject>
#include <QTcpServer>

namespace slipway::fakes {

/// Steers a FakePve from outside: POST a JSON object {"do": "…"} to http://127.0.0.1:PORT/ and get one back.
/// For trying by hand (curl); nothing but one request per connection is understood.
class Control : public QTcpServer
{
    Q_OBJECT
public:
    Control(FakePve &fake, quint16 port, QObject *parent = nullptr);

    /// {"ok": true, …} or {"error": "…"}.
    static QJsonObject carryOut(FakePve &fake, const QJsonObject &order);

private:
    void serve();

    FakePve &m_fake;
};

} // namespace slipway::fakes
