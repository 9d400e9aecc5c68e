#pragma once
#include "app/domain/hostoffers.h"
#include "widgets/theme/icons.h"

#include <QWidget>

class QVBoxLayout;

namespace slipway::desktop {

struct CheckLook
{
    theme::Role tone = theme::Role::Muted;
    theme::Icon icon = theme::Icon::Pending;
    QString word;
};
CheckLook lookOf(PreflightCheck::State state);

/// The checks of a preflight as a list: sign, title, state in a word, what was found, and details to copy
/// (commands above all). Before there is an answer: the names of what is looked at, without a state.
class PreflightView : public QWidget
{
    Q_OBJECT
public:
    explicit PreflightView(QWidget *parent = nullptr);
    void showPreflight(const Preflight &preflight);
    void showPending(); ///< skeletons
    void clear();
    /// "[x] Certificate", "[!] pct", "[~] Storage", "[ ] Node": one line a check, for tests.
    QString asText() const { return m_text; }

private:
    QWidget *row(const PreflightCheck &check);

    QVBoxLayout *m_layout;
    QString m_text;
};

} // namespace slipway::desktop
