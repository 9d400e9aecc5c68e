#pragma once
#include "widgets/elements/itemlayout.h"

namespace slipway::elements {

/// One after the other at their own width, as text flows: a new line begins where the next one does not fit.
/// For buttons and chips, whose words must not be cut; inputs of a form stand in a ResponsiveGrid.
class FlowLayout : public ItemLayout
{
    Q_OBJECT
public:
    explicit FlowLayout(QWidget *parent = nullptr);
    QSize sizeHint() const override; ///< all in one line

protected:
    int arrange(const QRect &rect, bool apply) const override;
};

} // namespace slipway::elements
