#pragma once
#include "app/domain/container.h"
#include "app/domain/runrecord.h"
#include "app/progress/logline.h"

#include <QObject>
#include <QTimer>

namespace slipway::desktop {

class Session;

/// Every run of one container, and the log of the one that is looked at.
///
/// The log is read in pages, and of a long one only its end at first: showFromBeginning() brings the rest.
/// Parsing happens on another thread. A run that goes on is asked again every two seconds while somebody
/// looks. GUI thread, no widgets.
class HistoryController : public QObject
{
    Q_OBJECT
public:
    static constexpr qint64 kTail = 20'000; ///< events of a long log that are read at first
    static constexpr int kPage = 2000;      ///< events in one answer

    enum class State { Idle, Loading, Loaded, Failed };

    explicit HistoryController(Session &session, QObject *parent = nullptr);

    /// Another container: what is known of the one before is forgotten. Asks when active.
    void watch(const Container &container);
    void setActive(bool active); ///< somebody looks
    State state() const { return m_state; }
    const QString &problem() const { return m_problem; } ///< while Failed
    /// Oldest first. Of a backend that keeps no list of runs: the one that its container tells of.
    const QList<RunRecord> &runs() const { return m_runs; }
    const ExpectedDurations &expected() const { return m_expected; }
    const RunRecord *shown() const; ///< null: none yet
    bool isReading() const { return m_reading; }
    /// Events of the shown run before the first one that was read.
    qint64 skipped() const { return m_skipped; }

public slots:
    void load();
    void show(int number); ///< reads its log anew
    void showFromBeginning();

signals:
    void changed();  ///< state, runs, expected
    void runShown(); ///< another log begins: forget all lines
    void linesAppended(const QList<slipway::LogLine> &lines);
    void readingChanged();
    void readFailed(const QString &message);

private:
    void takeRuns(const QByteArray &json);
    void takeDetail(const QByteArray &json);
    void setRuns(QList<RunRecord> runs);
    void begin(bool fromBeginning);
    void readOn();
    void stopReading();
    qint64 lastWanted() const;

    Session &m_session;
    Container m_container;
    bool m_active = false;
    State m_state = State::Idle;
    QString m_problem;
    QList<RunRecord> m_runs;
    ExpectedDurations m_expected;
    int m_shown = 0;    // number, 0: none
    qint64 m_after = 0; // last event read
    qint64 m_skipped = 0;
    bool m_reading = false;
    QTimer m_again;
    quint64 m_generation = 0; // of the container
    quint64 m_reader = 0;     // of the log that is read: an answer for an earlier one is dropped
};

/// A page of GET …/events as lines, with where it ended. Any thread.
struct EventPage
{
    QList<LogLine> lines;
    qint64 after = 0;
    bool hasMore = false;
};
Result<EventPage> eventPageFromJson(const QByteArray &json, qint64 after);

} // namespace slipway::desktop
