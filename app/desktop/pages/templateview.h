#pragma once
#include "app/desktop/templatescontroller.h"
#include "widgets/elements/card.h"

#include <optional>

class QPushButton;
class QVBoxLayout;

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// One template with everything in it, and what can be done with it.
class TemplateView : public elements::Card
{
    Q_OBJECT
public:
    enum class Actions { Shown, None };

    explicit TemplateView(QWidget *parent = nullptr, Actions actions = Actions::Shown);
    void showHead(const TemplateEntry &entry); ///< while the rest is on its way
    void showEntry(const TemplateEntry &entry);
    void showProblem(const QString &message);
    const std::optional<TemplateEntry> &entry() const { return m_entry; }

signals:
    void useRequested();
    void editRequested();
    void copyRequested();
    void exportRequested();
    void removeRequested();

private:
    void rebuild(const TemplateEntry &entry);
    void addSection(const QString &title, const QStringList &lines, bool isMono);
    QWidget *makeButtons();

    std::optional<TemplateEntry> m_entry; ///< nothing until all of it is here
    QWidget *m_body = nullptr;
    QVBoxLayout *m_rows = nullptr;
    QVBoxLayout *m_outer;
    QPushButton *m_use;
    QPushButton *m_edit;
    QPushButton *m_copy;
    QPushButton *m_export;
    QPushButton *m_remove;
};

} // namespace slipway::desktop
