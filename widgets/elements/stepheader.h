#pragma once
#include <QList>
#include <QString>
#include <QWidget>

namespace slipway::elements {

class StepHeaderButton;

/// The steps of a wizard in one row: number, name, state. State is a sign and a word, colour only supports
/// it. Each is a button; the row tells assistive technology when the current step or its state changes.
class StepHeader : public QWidget
{
    Q_OBJECT
public:
    enum class State { Open, Done, Wrong };

    explicit StepHeader(const QStringList &names, QWidget *parent = nullptr);
    void setCurrent(int step);
    int current() const { return m_current; }
    /// `errors`: how many, of a Wrong one.
    void setState(int step, State state, int errors = 0);
    State state(int step) const;
    /// What a screen reader says of the step.
    QString spoken(int step) const;

signals:
    void chosen(int step);

private:
    void refresh(int step);

    QList<StepHeaderButton *> m_buttons;
    int m_current = 0;
};

} // namespace slipway::elements
