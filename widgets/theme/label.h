#pragma once
#include "widgets/theme/metrics.h"
#include "widgets/theme/role.h"

#include <QLabel>

namespace slipway::theme {

/// A plain-text label that knows its place in the hierarchy and its role, and keeps both when theme or font
/// change.
class Label : public QLabel
{
    Q_OBJECT
public:
    explicit Label(const QString &text = {}, TextStyle style = TextStyle::Body, Role role = Role::Text,
                   QWidget *parent = nullptr);

    void setTextStyle(TextStyle style);
    void setRole(Role role);
    Role role() const { return m_role; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyRole();

    TextStyle m_style;
    Role m_role;
};

} // namespace slipway::theme
