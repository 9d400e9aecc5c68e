#pragma once
#include "app/desktop/mainwindow.h"

#include <QObject>

namespace slipway::desktop {

/// Links that the system hands to a program that runs already, as macOS does (QFileOpenEvent). Install it on
/// the application; it must not outlive the window.
class LinkEvents : public QObject
{
public:
    explicit LinkEvents(MainWindow &window) : m_window(window) {}

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    MainWindow &m_window;
};

} // namespace slipway::desktop
