#pragma once
#include "widgets/text/linematcher.h"
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
class QToolButton;
QT_END_NAMESPACE

namespace slipway::logview {

/// What is searched for, and how it goes: field, case and regex toggles, "3 of 120", previous, next, close.
/// Knows nothing of a log; LogPanel connects it. Enter and F3 go on, with Shift back, Esc closes.
class FindBar : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(QWidget *parent = nullptr);

    text::FindQuery query() const;
    void setText(const QString &text);
    /// Shows the bar and puts the cursor into the field, its text selected.
    void open();
    /// `ordinal` 0 = at none. `error` wins over all else.
    void setState(qint64 ordinal, qint64 total, bool isSearching, const QString &error);
    QString stateText() const;

signals:
    void queryChanged(const slipway::text::FindQuery &query);
    void nextRequested();
    void previousRequested();
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QToolButton *addButton(const QString &text, const QString &name, const QString &help);
    void emitQuery();

    QLineEdit *m_field;
    QToolButton *m_case;
    QToolButton *m_regex;
    QToolButton *m_previous;
    QToolButton *m_next;
    QLabel *m_state;
};

} // namespace slipway::logview
