// A plugin for any Qt program: says on standard output when the first frame of a window has been drawn.
//
//     QT_PLUGIN_PATH=build/dev/bench/plugins QT_QPA_GENERIC_PLUGINS=firstframe PROGRAM
//     first-frame 81234567890123 96.4        (CLOCK_MONOTONIC in ns, CPU time of the process so far in ms)
//
// So the program under measurement is the one that is installed, with no code of the bench in it. With
// FIRSTFRAME_EXIT=1 in the environment the program ends there, which is what a profiler wants to see.
#include <QCoreApplication>
#include <QEvent>
#include <QGenericPlugin>
#include <QPointer>
#include <QWidget>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

double secondsOf(clockid_t clock)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

class FirstFrame : public QObject
{
public:
    FirstFrame() { QCoreApplication::instance()->installEventFilter(this); }

    bool eventFilter(QObject *object, QEvent *event) override
    {
        auto *widget = qobject_cast<QWidget *>(object);
        if (!m_isSeen && event->type() == QEvent::Paint && widget && widget->isWindow()) {
            m_isSeen = true;
            // The frame is drawn and on its way to the screen when this turn's event has been dealt with.
            QMetaObject::invokeMethod(this, &FirstFrame::tell, Qt::QueuedConnection);
        }
        return false;
    }

private:
    void tell()
    {
        std::printf("first-frame %.0f %.3f\n", secondsOf(CLOCK_MONOTONIC) * 1e9,
                    secondsOf(CLOCK_PROCESS_CPUTIME_ID) * 1e3);
        std::fflush(stdout);
        if (qEnvironmentVariableIsSet("FIRSTFRAME_EXIT"))
            std::_Exit(0);
        QCoreApplication::instance()->removeEventFilter(this);
    }

    bool m_isSeen = false;
};

class FirstFramePlugin : public QGenericPlugin
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID QGenericPluginFactoryInterface_iid FILE "firstframe.json")

public:
    QObject *create(const QString &name, const QString &) override
    {
        return name == QStringLiteral("firstframe") ? new FirstFrame : nullptr;
    }
};

} // namespace

#include "firstframe.moc"
