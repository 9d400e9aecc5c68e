#pragma once
#include <QWidget>

class QPushButton;

namespace slipway::stepper {
class EasedProgress;
}
namespace slipway::theme {
class Label;
}
namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

class TemplateDownloads;

/// Below the choice of an OS template: fetches one that the node does not have yet, shows how far that is,
/// and ends it. Hidden where there is nothing to fetch.
class DownloadRow : public QWidget
{
    Q_OBJECT
public:
    explicit DownloadRow(TemplateDownloads &downloads, QWidget *parent = nullptr);

    /// `isOffered`: the node says that it can be downloaded.
    void setSource(const QString &source, bool isOffered);

private:
    void refresh();

    TemplateDownloads &m_downloads;
    QString m_source;
    bool m_isOffered = false;
    theme::Label *m_words;
    theme::Label *m_line;
    stepper::EasedProgress *m_bar;
    QPushButton *m_download;
    QPushButton *m_cancel;
};

} // namespace slipway::desktop
