#include "app/desktop/pages/downloadrow.h"

#include "app/desktop/templatedownloads.h"
#include "widgets/elements/elidedlabel.h"
#include "widgets/stepper/easedprogress.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/style.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace slipway::desktop {

using namespace theme;

DownloadRow::DownloadRow(TemplateDownloads &downloads, QWidget *parent)
    : QWidget(parent), m_downloads(downloads), m_words(new Label({}, TextStyle::Small, Role::Muted)),
      m_line(new elements::ElidedLabel({}, TextStyle::Mono, Role::Muted)), m_bar(new stepper::EasedProgress),
      m_download(new QPushButton(tr("Download Now"))), m_cancel(new QPushButton(tr("Cancel")))
{
    setObjectName(QStringLiteral("downloadRow"));
    m_words->setObjectName(QStringLiteral("downloadWords"));
    m_words->setWordWrap(true);
    m_line->setObjectName(QStringLiteral("downloadLine"));
    m_download->setObjectName(QStringLiteral("downloadTemplate"));
    m_cancel->setObjectName(QStringLiteral("cancelDownload"));
    m_cancel->setAccessibleName(tr("Cancel the download"));
    setButtonKind(m_cancel, ButtonKind::Quiet);
    auto *row = new QHBoxLayout;
    row->setSpacing(space(1));
    row->addWidget(m_words, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_download);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space(0.6));
    rows->addLayout(row);
    rows->addWidget(m_bar);
    rows->addWidget(m_line);
    connect(m_download, &QPushButton::clicked, this, [this] { m_downloads.begin(m_source); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_downloads.cancel(m_source); });
    connect(&m_downloads, &TemplateDownloads::changed, this, &DownloadRow::refresh);
    refresh();
}

void DownloadRow::setSource(const QString &source, bool isOffered)
{
    if (source != m_source)
        m_bar->reset();
    m_source = source;
    m_isOffered = isOffered;
    refresh();
}

void DownloadRow::refresh()
{
    using State = TemplateFetch::State;
    const TemplateFetch *const fetch = m_source.isEmpty() ? nullptr : m_downloads.of(m_source);
    const bool isRunning = fetch && fetch->state == State::Running;
    setVisible(isRunning || m_isOffered);
    m_bar->setVisible(isRunning);
    m_line->setVisible(isRunning && !fetch->lastLine.isEmpty());
    m_cancel->setVisible(isRunning);
    m_cancel->setEnabled(isRunning && !fetch->id.isEmpty());
    m_download->setVisible(!isRunning);
    m_words->setRole(fetch && fetch->state == State::Error ? Role::Danger : Role::Muted);
    if (isRunning) {
        m_bar->setPercent(qMax(0, fetch->percent));
        m_line->setText(fetch->lastLine);
        m_words->setText(fetch->percent < 0
                             ? tr("The node downloads it. It goes on when you leave this page.")
                             : tr("The node downloads it: %1 %. It goes on when you leave this page.")
                                   .arg(fetch->percent));
        return;
    }
    m_bar->reset();
    if (fetch && fetch->state == State::Error)
        m_words->setText(fetch->error);
    else if (fetch && fetch->state == State::Cancelled)
        m_words->setText(tr("The download was cancelled. The creation will download it, or you do now."));
    else
        m_words->setText(tr("It is not on the node yet. The creation downloads it first, which takes a "
                            "while; or do that now."));
}

} // namespace slipway::desktop
