#pragma once
#include "widgets/theme/icons.h"

#include <QAbstractListModel>
#include <QDialog>
#include <functional>

class QLineEdit;
class QListView;

namespace slipway::theme {
class Label;
}

namespace slipway::desktop {

/// One thing that can be done from the palette.
struct PaletteEntry
{
    QString text;   ///< what happens: "Open web-01"
    QString detail; ///< where it belongs, or its key
    theme::Icon icon = theme::Icon::ChevronRight;
    std::function<void()> run;
};

/// Those entries that fit what was typed, the best first; at most `kShown`.
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT
public:
    static constexpr int kShown = 60;

    explicit PaletteModel(QList<PaletteEntry> entries, QObject *parent = nullptr);
    void setTyped(const QString &typed);
    int matches() const { return m_matches; } ///< more than are shown, perhaps
    const PaletteEntry &at(int row) const { return m_entries.at(m_rows.at(row)); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<PaletteEntry> m_entries;
    QList<int> m_rows;
    int m_matches = 0;
};

/// Ctrl+K: type a few letters, Return does it. The field keeps the focus; the arrows move the choice.
class CommandPalette : public QDialog
{
    Q_OBJECT
public:
    CommandPalette(QList<PaletteEntry> entries, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filter();
    void announce();
    void runCurrent();

    PaletteModel *m_model;
    QLineEdit *m_field;
    QListView *m_view;
    theme::Label *m_count;
};

} // namespace slipway::desktop
