#pragma once
#include "widgets/logview/logview.h"
#include <QFrame>
#include <memory>

namespace slipway::logview {

class FindBar;

/// The log as a page shows it: a header line (title, script filter as a chip or a choice, find, wrap, more),
/// the LogView, the find bar and a status line (lines, follow, rate, saving).
///
/// Lives on the GUI thread. Feed it with appendLines(); everything else it does by itself.
class LogPanel : public QFrame
{
    Q_OBJECT
public:
    explicit LogPanel(QWidget *parent = nullptr);
    ~LogPanel() override;

    LogView *view() const;
    FindBar *findBar() const;

    void appendLines(const QList<text::Line> &lines);
    void clear();

    /// Scripts that can be chosen before their first line came (the run's recipe); those of lines are added.
    void setScriptNames(const QStringList &names);
    /// Shows only this script's lines; empty shows all. For a stepper's script buttons.
    void setScriptFilter(const QString &script);
    QString scriptFilter() const;
    /// Suggested by "Save": "web-01.log".
    void setSuggestedFileName(const QString &name);

    void openFind();
    void closeFind();
    /// Asks for a place and saves there.
    void save();

signals:
    void scriptFilterChanged(const QString &script);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace slipway::logview
