#include "app/desktop/pages/servicelogdialog.h"

#include "app/desktop/pages/logcolors.h"
#include "app/desktop/pages/loglines.h"
#include "widgets/elements/inlinemessage.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

ServiceLogDialog::ServiceLogDialog(const QString &hostname, const QString &service, QWidget *parent)
    : QDialog(parent), m_log(new logview::LogPanel), m_message(new elements::InlineMessage),
      m_refresh(new QPushButton(tr("Read Again")))
{
    setObjectName(QStringLiteral("serviceLogDialog"));
    setWindowTitle(tr("Log of %1 on %2").arg(service, hostname));
    m_log->setObjectName(QStringLiteral("serviceLogPanel"));
    m_log->setSuggestedFileName(QStringLiteral("%1-%2.log").arg(hostname, service));
    m_log->view()->setTimeStampsShown(false); // its lines bring their own, or none
    followTheme(m_log);
    m_refresh->setObjectName(QStringLiteral("refreshLog"));
    m_refresh->setIcon(theme::icon(Icon::Refresh));
    m_refresh->setAutoDefault(false);
    auto *close = new QPushButton(tr("Close"));
    close->setObjectName(QStringLiteral("close"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_refresh);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(1.6));
    layout->setSpacing(space(1));
    layout->addWidget(m_message);
    layout->addWidget(m_log, 1);
    layout->addLayout(buttons);
    resize(space(100), space(62));
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_refresh, &QPushButton::clicked, this, &ServiceLogDialog::refreshRequested);
    connect(m_message, &elements::InlineMessage::actionTriggered, this, &ServiceLogDialog::refreshRequested);
    close->setDefault(true);
    showLoading();
}

void ServiceLogDialog::showLoading()
{
    m_refresh->setEnabled(false);
    m_refresh->setText(tr("Reading…"));
}

void ServiceLogDialog::showLines(const QStringList &lines)
{
    m_refresh->setEnabled(true);
    m_refresh->setText(tr("Read Again"));
    m_log->clear();
    QList<text::Line> rows;
    rows.reserve(lines.size());
    for (const QString &line : lines)
        rows.append({line, 0, {}, false});
    m_log->appendLines(rows);
    m_log->view()->setComplete(true); // what there was when it was read
    if (lines.isEmpty())
        m_message->showMessage(elements::InlineMessage::Kind::Info,
                               tr("The log of this service is empty. It has written nothing yet."));
    else
        m_message->hide();
}

void ServiceLogDialog::showFailure(const QString &message)
{
    m_refresh->setEnabled(true);
    m_refresh->setText(tr("Read Again"));
    m_message->showMessage(elements::InlineMessage::Kind::Warning, message);
}

void ServiceLogDialog::keyPressEvent(QKeyEvent *event)
{
    if (!takeFindKeyFor(*m_log, *event)) // Escape closes the find bar before it closes the dialog
        QDialog::keyPressEvent(event);
}

} // namespace slipway::desktop
