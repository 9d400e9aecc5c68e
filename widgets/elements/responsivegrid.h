#pragma once
#include <QLayout>
#include <memory>
#include <vector>

namespace slipway::elements {

/// Equal columns of at least `minimumColumnWidth`, in as few rows as fit and those as even as they can be;
/// rows are as high as their highest item.
class ResponsiveGrid : public QLayout
{
    Q_OBJECT
public:
    explicit ResponsiveGrid(int minimumColumnWidth, QWidget *parent = nullptr);
    ~ResponsiveGrid() override;

    int columnsFor(int width) const;

    void addItem(QLayoutItem *item) override;
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    int arrange(const QRect &rect, bool apply) const;

    int m_minimumColumnWidth;
    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace slipway::elements
