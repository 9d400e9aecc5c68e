#pragma once
#include "widgets/elements/itemlayout.h"

namespace slipway::elements {

/// Equal columns of at least `minimumColumnWidth`, in as few rows as fit and those as even as they can be;
/// rows are as high as their highest item.
class ResponsiveGrid : public ItemLayout
{
    Q_OBJECT
public:
    explicit ResponsiveGrid(int minimumColumnWidth, QWidget *parent = nullptr);

    int columnsFor(int width) const;
    /// The last row takes the whole width when it is not full: for what looks lost beside a hole. Off at
    /// first.
    void setFillsLastRow(bool fills) { m_fillsLastRow = fills; }
    QSize sizeHint() const override;

protected:
    int arrange(const QRect &rect, bool apply) const override;

private:
    int rowHeight(size_t from, size_t end, int width) const;

    int m_minimumColumnWidth;
    bool m_fillsLastRow = false;
};

} // namespace slipway::elements
