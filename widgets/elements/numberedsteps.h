#pragma once
#include <QList>
#include <QWidget>

namespace slipway::elements {

/// What is done one after the other, beside each other: a number, a name, what it is about. Shows a way that
/// is not gone yet; StepHeader leads along one.
class NumberedSteps : public QWidget
{
    Q_OBJECT
public:
    struct Step
    {
        QString name;
        QString text;
    };
    explicit NumberedSteps(const QList<Step> &steps, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<QWidget *> m_places; ///< of the discs
};

} // namespace slipway::elements
