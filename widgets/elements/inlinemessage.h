#pragma once
#include "widgets/theme/icons.h"

#include <QFrame>

class QPushButton;

namespace slipway::theme {
class Label;
}

namespace slipway::elements {

/// A message in its place: tone, icon, words, at most one action. Never covers what the operator works on.
class InlineMessage : public QFrame
{
    Q_OBJECT
public:
    enum class Kind { Info, Success, Warning, Error };

    explicit InlineMessage(QWidget *parent = nullptr);
    /// Shows it and tells assistive technology. `text` is plain.
    void showMessage(Kind kind, const QString &text, const QString &action = {});
    QString text() const;

signals:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Kind m_kind = Kind::Info;
    theme::Label *m_label;
    QPushButton *m_action;
};

} // namespace slipway::elements
