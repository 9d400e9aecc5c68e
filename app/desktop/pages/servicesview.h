#pragma once
#include "app/domain/service.h"

#include <QWidget>

class QVBoxLayout;

namespace slipway::credentials {
class SecretClipboard;
}
namespace slipway::elements {
class InlineMessage;
class Skeleton;
} // namespace slipway::elements

namespace slipway::desktop {

/// The services of a container as a grid of cards; skeletons until they are known.
class ServicesView : public QWidget
{
    Q_OBJECT
public:
    explicit ServicesView(credentials::SecretClipboard &clipboard, QWidget *parent = nullptr);

    void showLoading();
    void showServices(const ServiceList &list);
    void showFailure(const QString &message);

signals:
    void retryRequested();
    void logRequested(const QString &service);

private:
    credentials::SecretClipboard &m_clipboard;
    QVBoxLayout *m_layout;
    elements::Skeleton *m_skeleton;
    elements::InlineMessage *m_message;
    QWidget *m_grid = nullptr;
};

} // namespace slipway::desktop
