#pragma once
#include "widgets/theme/role.h"

#include <QList>
#include <QWidget>

namespace slipway::elements {

/// One line of a TimingChart. Texts come ready made: the widget knows no units.
struct TimingBar
{
    QString label;
    double value =
        -1; ///< length of the bar, in any unit all lines share; < 0: none, `valueText` stands alone
    QString valueText;   ///< "12 s"
    double usual = -1;   ///< where the mark stands; < 0: none
    QString usualText;   ///< "usually 10 s"
    bool isPart = false; ///< a part of the line above: indented, thinner
    theme::Role tone = theme::Role::Accent;
    bool operator==(const TimingBar &) const = default;
};

/// Where the time went: a bar per line, and a mark where it usually ends. Every number stands beside its bar
/// in words, so nothing is told by length or colour alone; the whole is the accessible description.
class TimingChart : public QWidget
{
    Q_OBJECT
public:
    explicit TimingChart(QWidget *parent = nullptr);

    void setBars(const QList<TimingBar> &bars);
    const QList<TimingBar> &bars() const { return m_bars; }
    /// "Create Container: 2.1 s, usually 2.0 s. …": what a screen reader says.
    QString asText() const;
    /// Right end of a bar of `value` in pixels from its left end; what is painted.
    double lengthOf(double value) const;
    /// The name of bar `at` as it is painted: with an ellipsis where there is no room.
    QString shownLabel(qsizetype at) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Columns
    {
        int label = 0; ///< width of the names
        int bar = 0;
        int value = 0; ///< width of the numbers
        int usual = 0; ///< width of the words about the usual; 0: no room
    };
    Columns columns() const;
    int rowHeight() const;

    QList<TimingBar> m_bars;
};

} // namespace slipway::elements
