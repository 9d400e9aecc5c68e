#include "app/base/secret.h"

#include <QDebug>
#include <QRegularExpression>
#include <QTest>
#include <type_traits>
#include <utility>

using namespace slipway;

template<typename T, typename = void>
constexpr bool isStreamable = false;
template<typename T>
constexpr bool isStreamable<T, std::void_t<decltype(std::declval<QDebug>() << std::declval<T>())>> = true;

static_assert(isStreamable<QByteArray>);
static_assert(!isStreamable<Secret>, "a secret must not be printable");
static_assert(!std::is_convertible_v<Secret, QByteArray> && !std::is_convertible_v<Secret, QString>);
static_assert(!std::is_convertible_v<QByteArray, Secret>, "making a secret is a decision");

class TestSecret : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void keepsItsBytes()
    {
        const Secret secret(QByteArray("p\0ss", 4));
        QCOMPARE(secret.reveal(), QByteArray("p\0ss", 4));
        QCOMPARE(secret.size(), 4);
        QCOMPARE(Secret(QStringLiteral("grün")).revealText(), QStringLiteral("grün"));
        QVERIFY(Secret().isEmpty());
    }

    void wipesMemory()
    {
        QByteArray buffer(64, 'x');
        wipeMemory(buffer.data() + 8, 48);
        QCOMPARE(buffer, QByteArray(8, 'x') + QByteArray(48, '\0') + QByteArray(8, 'x'));
    }

    void wipingLeavesAnotherOwnersBytes()
    {
        QByteArray bytes("shared with somebody");
        const QByteArray other = bytes;
        wipe(bytes);
        QVERIFY(bytes.isEmpty());
        QCOMPARE(other, QByteArray("shared with somebody"));
    }

    void doesNotKeepTheCallersMemory()
    {
        QByteArray source("a password of some length");
        source.detach();
        const char *memory = source.constData();
        const Secret secret(std::move(source));
        QVERIFY(secret.reveal().constData() != memory);
        QCOMPARE(secret.reveal(), QByteArray("a password of some length"));
    }

    void aCopyTakenOfItStaysWhole()
    {
        QByteArray taken;
        {
            const Secret secret(QByteArray("still needed"));
            taken = secret.reveal();
        }
        QCOMPARE(taken, QByteArray("still needed"));
    }

    void copiesDoNotShareMemory()
    {
        const Secret a(QByteArray("value"));
        const Secret b = a;
        QVERIFY(a.reveal().constData() != b.reveal().constData());
        QCOMPARE(a == b, true);
    }

    void movesLeaveNothing()
    {
        Secret a(QByteArray("value"));
        const Secret b = std::move(a);
        QVERIFY(a.isEmpty()); // NOLINT(bugprone-use-after-move): that is what is tested
        QCOMPARE(b.reveal(), QByteArray("value"));
        Secret c(QByteArray("other"));
        c = b;
        QVERIFY(c == b);
        c = Secret(QByteArray("third"));
        QCOMPARE(c.reveal(), QByteArray("third"));
    }

    void compares()
    {
        const Secret secret(QByteArray("abc"));
        QVERIFY(secret.equals("abc"));
        QVERIFY(!secret.equals("abd"));
        QVERIFY(!secret.equals("ab"));
        QVERIFY(!secret.equals("abcd"));
        QVERIFY(!secret.equals(""));
        QVERIFY(Secret().equals(""));
    }
};

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"
