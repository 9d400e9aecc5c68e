#pragma once
#include "widgets/theme/label.h"

namespace slipway::elements {

/// One line that ends in … instead of pushing its neighbours away; the whole text is its tool tip and
/// accessible name.
class ElidedLabel : public theme::Label
{
    Q_OBJECT
public:
    using theme::Label::Label;
    explicit ElidedLabel(Qt::TextElideMode mode, QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace slipway::elements
