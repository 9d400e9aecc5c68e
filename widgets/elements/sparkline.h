#pragma once
#include "widgets/theme/role.h"

#include <QList>
#include <QWidget>

namespace slipway::elements {

/// The last values of a figure as a small line, newest at the right. It supports the number that stands
/// beside it and never replaces it. No timer, no animation: it paints when it is given something.
class Sparkline : public QWidget
{
    Q_OBJECT
public:
    explicit Sparkline(QWidget *parent = nullptr);

    /// Values below 0 are unknown and leave a gap. `maximum` is the upper edge; 0: the highest value (with
    /// some room above). `across` is how many fit across: fewer begin at the right.
    void setValues(const QList<double> &values, double maximum, int across);
    void setTone(theme::Role tone);
    const QList<double> &values() const { return m_values; }
    /// Height of a value above the lower edge, 0–1; what is painted.
    double heightOf(double value) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<double> m_values;
    double m_maximum = 1;
    int m_slots = 60;
    theme::Role m_tone = theme::Role::Accent;
};

} // namespace slipway::elements
