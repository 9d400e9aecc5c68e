#include "widgets/theme/role.h"

#include <QTest>

using namespace slipway::theme;
using namespace Qt::Literals::StringLiterals;

class TestRole : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void contrastIsThatOfWcag();
    void pairIsReadable_data();
    void pairIsReadable();
};

void TestRole::contrastIsThatOfWcag()
{
    QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white) * 100), 2100);
    QCOMPARE(qRound(contrastRatio(Qt::white, Qt::white) * 100), 100);
    // The classical border case of WCAG 2.1: #767676 on white is the lightest grey that passes 4.5.
    QVERIFY(contrastRatio(QColor(0x76, 0x76, 0x76), Qt::white) >= 4.5);
    QVERIFY(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) < 4.5);
}

void TestRole::pairIsReadable_data()
{
    QTest::addColumn<Role>("ink");
    QTest::addColumn<Role>("paper");
    QTest::addColumn<double>("atLeast");
    const auto row = [](const char *name, Role ink, Role paper, double atLeast) {
        QTest::newRow(name) << ink << paper << atLeast;
    };
    row("text on window", Role::Text, Role::Window, 4.5);
    row("text on card", Role::Text, Role::Card, 4.5);
    row("text on sunken", Role::Text, Role::Sunken, 4.5);
    row("text on hover", Role::Text, Role::Hover, 4.5);
    row("text on selection", Role::Text, Role::AccentSoft, 4.5);
    row("muted on window", Role::Muted, Role::Window, 4.5);
    row("muted on card", Role::Muted, Role::Card, 4.5);
    row("muted on sunken", Role::Muted, Role::Sunken, 4.5);
    row("muted on hover", Role::Muted, Role::Hover, 4.5);
    row("muted on selection", Role::Muted, Role::AccentSoft, 4.5);
    row("accent on window", Role::Accent, Role::Window, 4.5);
    row("accent on card", Role::Accent, Role::Card, 4.5);
    row("accent on its soft", Role::Accent, Role::AccentSoft, 4.5);
    row("label of a primary button", Role::OnAccent, Role::Accent, 4.5);
    row("success on card", Role::Success, Role::Card, 4.5);
    row("success on its soft", Role::Success, Role::SuccessSoft, 4.5);
    row("warning on card", Role::Warning, Role::Card, 4.5);
    row("warning on its soft", Role::Warning, Role::WarningSoft, 4.5);
    row("danger on card", Role::Danger, Role::Card, 4.5);
    row("danger on its soft", Role::Danger, Role::DangerSoft, 4.5);
    row("text on danger soft", Role::Text, Role::DangerSoft, 4.5);
    row("label of a danger button", Role::OnDanger, Role::Danger, 4.5);
    row("terminal text", Role::TerminalText, Role::TerminalPaper, 4.5);
    row("terminal time stamp", Role::TerminalTime, Role::TerminalPaper, 4.5);
    row("terminal text selected", Role::TerminalText, Role::TerminalSelection, 4.5);
    row("edge of an input on card", Role::ControlBorder, Role::Card, 3);
    row("edge of an input on window", Role::ControlBorder, Role::Window, 3);
    row("focus ring on window", Role::Accent, Role::Window, 3);
}

void TestRole::pairIsReadable()
{
    QFETCH(const Role, ink);
    QFETCH(const Role, paper);
    QFETCH(const double, atLeast);
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        const double ratio = contrastRatio(color(ink, scheme), color(paper, scheme));
        QVERIFY2(ratio >= atLeast,
                 qPrintable(u"%1 in %2"_s.arg(ratio).arg(scheme == Scheme::Light ? u"light" : u"dark")));
    }
}

QTEST_APPLESS_MAIN(TestRole)
#include "tst_role.moc"
