#pragma once
#include <QLayout>
#include <memory>
#include <vector>

namespace slipway::elements {

/// One after the other at their own width, as text flows: a new line begins where the next one does not fit.
/// For buttons and chips, whose words must not be cut; inputs of a form stand in a ResponsiveGrid. What is
/// hidden takes no room. GUI thread; owns its items.
class FlowLayout : public QLayout
{
    Q_OBJECT
public:
    explicit FlowLayout(QWidget *parent = nullptr);
    ~FlowLayout() override;

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

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace slipway::elements
