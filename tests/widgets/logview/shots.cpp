// Pictures of the log panel in its states, to be looked at: logview_shots DIR
#include "widgets/logview/findbar.h"
#include "widgets/logview/logpanel.h"

#include <QApplication>
#include <QDir>
#include <QScrollBar>
#include <QStyleFactory>

using namespace slipway;
using logview::LogPanel;

namespace {

QPalette appPalette(bool isDark)
{
    QPalette palette;
    const QColor window(isDark ? QRgb(0x0f1115) : QRgb(0xf6f7f9));
    const QColor card(isDark ? QRgb(0x171a21) : QRgb(0xffffff));
    const QColor text(isDark ? QRgb(0xe7eaf0) : QRgb(0x1b1f27));
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::Base, card);
    palette.setColor(QPalette::Button, card);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(role, text);
    palette.setColor(QPalette::PlaceholderText, QColor(isDark ? QRgb(0x98a2b3) : QRgb(0x5b6472)));
    palette.setColor(QPalette::Highlight, QColor(isDark ? QRgb(0x7aa2ff) : QRgb(0x2457d6)));
    return palette;
}

QList<text::Line> sample()
{
    const QString docker = QStringLiteral("02-docker-install.sh");
    const QString checks = QStringLiteral("00-pre-checks.sh");
    const qint64 start = 1'795'279'046'805;
    QList<text::Line> lines;
    const auto add = [&](const char *line, const QString &script = {}, bool isError = false) {
        lines.append({QString::fromUtf8(line), start + lines.size() * 730, script, isError});
    };
    add("Creating LXC container...");
    add("Container created (131)");
    add("Starting container...");
    add("Deploying 4 files...");
    add("Running script: 00-pre-checks.sh (1/3)", checks);
    add("\x1b[1;34m==>\x1b[0m \x1b[1mChecking the network\x1b[0m", checks);
    add("[\x1b[32m  OK  \x1b[0m] Reached target \x1b[1mNetwork is Online\x1b[0m.", checks);
    add("[\x1b[33m WARN \x1b[0m] IPv6 is not configured, using IPv4 only", checks);
    add("[\x1b[31mFAILED\x1b[0m] Failed to start \x1b[1mapt-daily.service\x1b[0m", checks);
    add("\x1b[38;5;208m\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\x1b[38;5;220m\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88"
        "\x1b[38;2;120;200;255m\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\x1b[0m disk 62 %  \x1b[7m inverse "
        "\x1b[0m "
        "\x1b[4munderline\x1b[0m \x1b[3mitalic\x1b[0m \x1b[9mstrike\x1b[0m \x1b[2mdim\x1b[0m",
        checks);
    add("Running script: 02-docker-install.sh (3/3)", docker);
    for (int i = 0; i < 400; ++i) {
        lines.append(
            {QStringLiteral("\x1b[36mGet:%1\x1b[0m http://deb.debian.org/debian bookworm/main amd64 "
                            "libpackage-%2 all %3.%4-1 [%5 kB]%6")
                 .arg(i + 1)
                 .arg(i * 7919 % 1003)
                 .arg(i % 12)
                 .arg(i % 7)
                 .arg(i * 31 % 900 + 20)
                 .arg(i % 9 == 0
                          ? QStringLiteral(" and a remark that is long enough to leave the window on "
                                           "its right side, with \u00dcml\u00e4uts and \u65e5\u672c\u8a9e")
                          : QString()),
             start + 9000 + i * 130, docker, false});
    }
    lines.append({QStringLiteral("E: Unable to fetch some archives, maybe run apt-get update"), start + 70000,
                  docker, true});
    lines.append(
        {QStringLiteral("[\x1b[32m  OK  \x1b[0m] Docker 24.0.7 is running"), start + 71000, docker, false});
    return lines;
}

void shoot(LogPanel &panel, const QDir &folder, const QString &name)
{
    constexpr int SettleMs = 400; // longer than the view holds still after somebody scrolled
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < SettleMs)
        QCoreApplication::processEvents(QEventLoop::AllEvents, SettleMs);
    panel.grab().save(folder.filePath(name + QStringLiteral(".png")));
}

void shootAll(const QDir &folder, const QString &theme, QSize size)
{
    LogPanel panel;
    panel.resize(size);
    panel.show();
    const auto name = [&](const char *state) {
        return QStringLiteral("%1-%2-%3")
            .arg(theme, QString::number(size.width()), QString::fromLatin1(state));
    };
    shoot(panel, folder, name("empty"));
    panel.setScriptNames({QStringLiteral("00-pre-checks.sh"), QStringLiteral("01-setup-user.sh")});
    panel.appendLines(sample());
    shoot(panel, folder, name("following"));
    panel.view()->verticalScrollBar()->setValue(0);
    panel.appendLines(sample().mid(0, 143));
    shoot(panel, folder, name("paused"));
    panel.openFind();
    panel.findBar()->setText(QStringLiteral("network"));
    shoot(panel, folder, name("find"));
    panel.closeFind();
    panel.view()->setWordWrap(true);
    panel.setScriptFilter(QStringLiteral("02-docker-install.sh"));
    panel.view()->selectAllLines();
    shoot(panel, folder, name("wrap-filter-selection"));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QDir folder(QString::fromLocal8Bit(argc > 1 ? argv[1] : "."));
    for (const bool isDark : {false, true}) {
        QApplication::setPalette(appPalette(isDark));
        const QString theme = isDark ? QStringLiteral("dark") : QStringLiteral("light");
        shootAll(folder, theme, {900, 560});
        shootAll(folder, theme, {420, 300});
    }
    return 0;
}
