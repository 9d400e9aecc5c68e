#pragma once
#include <QLayout>
#include <memory>
#include <vector>

namespace slipway::elements {

/// A layout of items in a row that knows its height for a width; what is hidden asks for no room. Those that
/// inherit it say where the items stand. GUI thread; owns its items.
class ItemLayout : public QLayout
{
    Q_OBJECT
public:
    explicit ItemLayout(QWidget *parent = nullptr);
    ~ItemLayout() override;

    void addItem(QLayoutItem *item) override;
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize minimumSize() const override; ///< of the largest item
    void setGeometry(const QRect &rect) override;

protected:
    /// Places the items in `rect`, or only reckons; returns the height they take, with the margins.
    virtual int arrange(const QRect &rect, bool apply) const = 0;
    const std::vector<std::unique_ptr<QLayoutItem>> &items() const { return m_items; }

private:
    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace slipway::elements
