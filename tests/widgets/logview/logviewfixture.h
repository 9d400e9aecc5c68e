#pragma once
#include "widgets/logview/logview.h"

#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QWheelEvent>

namespace slipway::test {

using logview::LogView;

inline QString scriptOf(int i) { return i % 10 < 3 ? QStringLiteral("a.sh") : QStringLiteral("b.sh"); }

inline QString plainOf(int i) { return QStringLiteral("line %1 of the log").arg(i); }

/// Lines [from, to) with colours; every tenth is long enough to be wrapped.
inline QList<text::Line> makeLines(int from, int to)
{
    QList<text::Line> lines;
    lines.reserve(to - from);
    for (int i = from; i < to; ++i) {
        QString line = QStringLiteral("\x1b[3%1mline\x1b[0m %2 of the log").arg(i % 8).arg(i);
        lines.append({line, 1'795'279'046'805 + i, scriptOf(i), false});
    }
    return lines;
}

inline QString plainLines(int from, int to)
{
    QStringList all;
    for (int i = from; i < to; ++i)
        all.append(plainOf(i));
    return all.join(u'\n');
}

inline void wheel(LogView &view, int pixels, int angle = 0, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    const QPointF at = view.viewport()->rect().center();
    QWheelEvent event(at, view.viewport()->mapToGlobal(at), QPoint(0, pixels), QPoint(0, angle), Qt::NoButton,
                      modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(view.viewport(), &event);
}

/// Counts turns of the event loop and remembers the longest of them.
class Ticker : public QObject
{
public:
    Ticker()
    {
        m_clock.start();
        m_timer.start(0);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            ++ticks;
            longestMs = std::max(longestMs, m_clock.restart());
        });
    }
    int ticks = 0;
    qint64 longestMs = 0;

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
};

/// A shown view with some lines in it; what the tests of LogView derive from.
class LogViewFixture : public QObject
{
protected:
    std::unique_ptr<LogView> m_view;

    LogView &show(int lines, QSize size = {700, 400})
    {
        m_view = std::make_unique<LogView>();
        m_view->resize(size);
        m_view->show();
        if (!QTest::qWaitForWindowExposed(m_view.get()))
            qWarning("the window is not shown");
        m_view->appendLines(makeLines(0, lines));
        m_view->flush();
        return *m_view;
    }
    QToolButton *jump() const { return m_view->findChild<QToolButton *>(QStringLiteral("jumpToLatest")); }
    QScrollBar *bar() const { return m_view->verticalScrollBar(); }
    QString textAtTop() const
    {
        const LogView &view = *m_view;
        return view.store().text(view.store().lineAt(
            view.topLine(), view.scriptFilter().isEmpty() ? text::ScriptFilter{}
                                                          : view.store().scriptIndex(view.scriptFilter())));
    }
};

} // namespace slipway::test
