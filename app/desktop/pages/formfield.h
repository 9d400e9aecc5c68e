#pragma once
#include <QWidget>

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// Label above, input, and below it a hint or what is wrong with the input. The label is its buddy and gives
/// it its accessible name; an error becomes its accessible description.
class FormField : public QWidget
{
    Q_OBJECT
public:
    FormField(const QString &label, QWidget *input, const QString &hint = {}, QWidget *parent = nullptr);
    void setError(const QString &message); ///< empty: none
    void setHint(const QString &hint);
    void setLabel(const QString &label);
    QWidget *input() const { return m_input; }
    QString error() const { return m_error; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();

    QWidget *m_input;
    theme::Label *m_title;
    theme::Label *m_note;
    QString m_hint;
    QString m_error;
};

} // namespace slipway::desktop
