#pragma once
#include <QDialog>

namespace slipway::elements {
class InlineMessage;
class Skeleton;
} // namespace slipway::elements
namespace slipway::logview {
class LogPanel;
}
class QPushButton;
class QStackedWidget;

namespace slipway::desktop {

/// The last lines of a service's log, with search and save as in every log. Draws what it is given; asking is
/// its owner's.
class ServiceLogDialog : public QDialog
{
    Q_OBJECT
public:
    ServiceLogDialog(const QString &hostname, const QString &service, QWidget *parent = nullptr);
    void showLoading();
    void showLines(const QStringList &lines);
    void showFailure(const QString &message);
    logview::LogPanel *log() const { return m_log; }

signals:
    void refreshRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    logview::LogPanel *m_log;
    elements::InlineMessage *m_message;
    QPushButton *m_refresh;
};

} // namespace slipway::desktop
